import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Installation } from './installation';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'paddock-openvz-'));
});
afterEach(() => rmSync(home, { recursive: true }));

it.skipIf(process.getuid?.() !== 0)(
  'of OpenVZ is looked for where it was chosen last, even while it is being looked for',
  async () => {
    for (const name of ['vzctl', 'vzlist']) {
      writeFileSync(join(home, name), '#!/bin/sh\necho vzctl version 4.11.1\n');
      chmodSync(join(home, name), 0o755);
    }
    mkdirSync(join(home, 'conf'));
    writeFileSync(join(home, 'vz.conf'), '');
    let vzctl = join(home, 'none');
    let isAsked = false;
    const installation = new Installation(
      {
        programs: {
          get vzctl() {
            isAsked = true;
            return vzctl;
          },
          vzlist: join(home, 'vzlist'),
          prlctl: join(home, 'none'),
        },
        folder: join(home, 'conf'),
        work: home,
      },
      () => undefined,
    );
    const before = installation.probe();
    isAsked = false;
    await vi.waitFor(() => expect(isAsked).toBe(true), { interval: 1 }); // it is looking for that one
    vzctl = join(home, 'vzctl');
    const [one, another] = [installation.probe(), installation.probe()];
    expect((await before).status).toBe('missing');
    expect(await one).toMatchObject({ status: 'ready', version: '4.11.1' });
    expect(await another).toMatchObject({ status: 'ready' });
  },
);

it.skipIf(process.getuid?.() !== 0)('of OpenVZ whose program is another one can do nothing', async () => {
  for (const name of ['vzctl', 'vzlist']) {
    writeFileSync(join(home, name), '#!/bin/sh\necho something else\n');
    chmodSync(join(home, name), 0o755);
  }
  mkdirSync(join(home, 'conf'));
  writeFileSync(join(home, 'vz.conf'), '');
  const programs = {
    vzctl: join(home, 'vzctl'),
    vzlist: join(home, 'vzlist'),
    prlctl: join(home, 'none'),
  };
  const places = { programs, folder: join(home, 'conf'), work: home };
  const installation = new Installation(places, () => undefined);
  expect(await installation.probe()).toMatchObject({
    status: 'missing',
    why: expect.stringMatching(/does not work: .*does not tell its version/),
  });
  expect(installation.capabilities.start).toMatchObject({ able: false });
});
