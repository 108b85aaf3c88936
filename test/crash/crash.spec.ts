import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import { FileStore } from '../../main/domains/store';
import type { Change, Place } from './changes';

/** How often the app is killed; `PADDOCK_CRASHES=1000` for a long run. */
const CRASHES = Number(process.env.PADDOCK_CRASHES ?? 60);
const MACHINES_AT_ONCE = 8;
/** Long enough to be killed at its start, at its first changes and in full course, in ms. */
const LONGEST_LIFE = 100;

type Line = { readonly begin: Change } | { readonly done: Change } | { readonly failed: string };

let work: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'paddock-crash-'));
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: resolve('test/crash/changer.ts'),
      outDir: work,
      emptyOutDir: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'changer.mjs' } },
    },
    ssr: { noExternal: true },
  });
});
afterAll(() => rm(work, { recursive: true }));

/** Runs the changer until it has lived long enough, kills it, and gives back all that it said. */
async function liveAndDie(folder: string): Promise<readonly Line[]> {
  const child = spawn(process.execPath, [join(work, 'changer.mjs'), folder, String(MACHINES_AT_ONCE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const speaks = once(child.stdout, 'data');
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await speaks;
  await new Promise((passed) => setTimeout(passed, Math.random() * LONGEST_LIFE));
  child.kill('SIGKILL');
  await once(child, 'close');
  const whole = said.split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line) as Line);
}

describe('an app that is killed at any moment', () => {
  it('loses no acknowledged change, leaves nothing half written, and its machines open again', async () => {
    const folder = join(work, 'machines');
    const known = new Map<DomainId, Place>();
    let acknowledged = 0;
    let cutShort = 0;
    for (let crash = 0; crash < CRASHES; crash++) {
      const begun = new Map<DomainId, Place>();
      for (const line of await liveAndDie(folder)) {
        if ('failed' in line) expect.fail(line.failed);
        if ('begin' in line) begun.set(line.begin.id, line.begin.to);
        else {
          begun.delete(line.done.id);
          known.set(line.done.id, line.done.to);
          acknowledged++;
        }
      }
      cutShort += begun.size;

      const store = new FileStore(folder, { checkConfig: (config) => config });
      const { definitions, bin, unreadable } = await store.load();
      expect(unreadable).toEqual([]);
      const found = new Map<DomainId, Place>([
        ...definitions.map(({ id, description }) => [id, { in: 'list', description }] as const),
        ...bin.map(({ definition: { id, description } }) => [id, { in: 'bin', description }] as const),
      ]);
      for (const id of new Set([...known.keys(), ...begun.keys(), ...found.keys()])) {
        const now: Place = found.get(id) ?? { in: 'nowhere' };
        const before: Place = known.get(id) ?? { in: 'nowhere' };
        const after = begun.get(id) ?? before; // what was cut short may have come to pass, or not
        expect([before, after], `machine ${id} after crash ${crash}`).toContainEqual(now);
        known.set(id, now);
      }
      for (const part of [folder, join(folder, 'bin')]) {
        expect((await readdir(part)).filter((name) => name.endsWith('.part'))).toEqual([]);
      }
    }
    expect(acknowledged, 'changes in all').toBeGreaterThan(CRASHES);
    console.log(`${CRASHES} crashes, ${acknowledged} acknowledged changes, ${cutShort} cut short, none lost`);
  });
});
