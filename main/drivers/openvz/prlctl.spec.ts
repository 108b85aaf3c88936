import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenvzConfig } from './config';
import { PrlctlTools } from './prlctl';

const SOURCE = '11111111-1111-4111-8111-111111111111';
const OTHERS = '22222222-2222-4222-8222-222222222222';

let folder: string;
let tools: PrlctlTools;
const calls = (): string =>
  existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8') : '';
const listed = (ctid: string, name: string): object => ({
  ID: `{${ctid}}`,
  Name: name,
  Type: 'CT',
  State: 'stopped',
});

/** A prlctl that lists these containers, notes its calls, and whose `clone` does this. */
function prlctl(containers: readonly object[], clone: string): void {
  writeFileSync(join(folder, 'listing'), JSON.stringify(containers));
  writeFileSync(
    join(folder, 'prlctl'),
    `#!/bin/sh\ncd ${folder}\necho "$@" >> calls\ncase $1 in list) cat listing;; clone) ${clone};; esac\n`,
  );
  chmodSync(join(folder, 'prlctl'), 0o755);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pdk-'));
  tools = new PrlctlTools({
    tools: 'prlctl',
    prlctl: join(folder, 'prlctl'),
    kernel: 'openvz',
    canSave: true,
    folder: join(folder, 'conf'),
    locks: join(folder, 'lock'),
    templates: join(folder, 'cache'),
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The copy of `SOURCE` that Paddock plans, with a name that was free when it was listed last. */
async function planned(): Promise<readonly [OpenvzConfig, OpenvzConfig]> {
  prlctl([listed(SOURCE, 'web')], 'exit 1');
  const source = await tools.read(SOURCE);
  if (!source) throw new Error('it is not listed');
  const copy = await tools.planCopy(source, 'copy', { ctids: new Set(), names: new Set() });
  return [source, copy];
}

describe('A copy by prlctl', () => {
  it('that fails for a name which another tool took meanwhile leaves what has it alone', async () => {
    const [source, copy] = await planned();
    prlctl([listed(SOURCE, 'web'), listed(OTHERS, 'copy')], 'echo "The name already exists" >&2; exit 255');
    await expect(tools.copy(source, copy, {})).rejects.toMatchObject({ failure: { code: 'name-taken' } });
    expect(calls()).not.toMatch(/^delete/m);
  });

  it('that fails half way is deleted, and tells why it failed though that fails as well', async () => {
    const [source, copy] = await planned();
    const both = JSON.stringify([listed(SOURCE, 'web'), listed(OTHERS, 'copy')]);
    prlctl([listed(SOURCE, 'web')], `echo '${both}' > listing; echo "No space left" >&2; exit 255`);
    const failing = readFileSync(join(folder, 'prlctl'), 'utf8').replace('esac', 'delete) exit 1;; esac');
    writeFileSync(join(folder, 'prlctl'), failing);
    await expect(tools.copy(source, copy, {})).rejects.toMatchObject({ failure: { code: 'disk-full' } });
    expect(calls()).toContain(`delete ${OTHERS} --force`);
  });
});
