import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { definitionNamed, listUnderTest } from '../../main/domains/testing';
import { FileStore } from '../../main/domains/store';

/** A drive of 256 KiB, to be filled and to be made read-only; it needs the right to mount. */
let drive: string;
let refused: string | null = null;

beforeAll(() => {
  drive = mkdtempSync(join(tmpdir(), 'paddock-drive-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=700', 'paddock-test', drive], {
      stdio: 'pipe',
    });
  } catch (error) {
    refused = `no drive can be mounted here: ${error instanceof Error ? error.message.split('\n')[0] : ''}`;
  }
});
afterAll(() => {
  if (refused === null) execFileSync('umount', [drive]);
  rmSync(drive, { recursive: true });
});

const store = (): FileStore => new FileStore(join(drive, 'machines'), { checkConfig: (config) => config });

describe('the machines on a drive in trouble', () => {
  it('a full one: the change fails with its reason, the old definition stands, and it goes on after space is made', async (test: TestContext) => {
    if (refused !== null) return test.skip(refused);
    const { list } = listUnderTest(store());
    const mine = definitionNamed('mine');
    await list.add(mine, 'define', (machine) => machine.redefine(mine));
    const ballast = join(drive, 'ballast');
    expect(() => writeFileSync(ballast, Buffer.alloc(1024 * 1024))).toThrow(/ENOSPC/);
    const change = (): Promise<void> =>
      list.use(mine.id, 'rename', (machine) =>
        machine.redefine({ ...machine.definition, name: 'other', description: 'x'.repeat(10_000) }),
      );
    await expect(change()).rejects.toMatchObject({ failure: { code: 'disk-full' } });
    const other = definitionNamed('new');
    await expect(
      list.add(other, 'define', (machine) => machine.redefine({ ...other, description: 'x'.repeat(10_000) })),
    ).rejects.toMatchObject({ failure: { code: 'disk-full' } });
    expect(list.snapshots().map(({ definition }) => definition.name)).toEqual(['mine']);
    expect((await store().load()).definitions).toEqual([mine]);
    rmSync(ballast);
    await change();
    expect((await store().load()).definitions).toMatchObject([{ name: 'other' }]);
    await list.remove(mine.id, 'undefine', () => undefined);
  });

  it('a full one: a machine can still be put into the bin, had back and deleted, as that takes no space', async (test: TestContext) => {
    if (refused !== null) return test.skip(refused);
    const { list } = listUnderTest(store());
    const mine = definitionNamed('mine');
    await list.add(mine, 'define', (machine) => machine.redefine(mine));
    const ballast = join(drive, 'ballast');
    expect(() => writeFileSync(ballast, Buffer.alloc(1024 * 1024))).toThrow(/ENOSPC/);
    await list.remove(mine.id, 'undefine', () => undefined);
    expect((await store().load()).bin.map(({ definition }) => definition.name)).toContain('mine');
    await list.recover(mine.id, 'recover', () => undefined);
    expect(list.snapshot(mine.id).definition).toEqual(mine);
    await list.remove(mine.id, 'undefine', () => undefined);
    await list.purge(mine.id, 'purge', () => undefined);
    rmSync(ballast);
  });

  it('a read-only one: every change fails with its reason and changes nothing; the machines are shown', async (test: TestContext) => {
    if (refused !== null) return test.skip(refused);
    const { list } = listUnderTest(store());
    const mine = definitionNamed('mine');
    await list.add(mine, 'define', (machine) => machine.redefine(mine));
    const before = await readdir(join(drive, 'machines'));
    execFileSync('mount', ['-o', 'remount,ro', drive]);
    try {
      const refusal = { failure: { code: 'not-writable' } };
      await expect(
        list.use(mine.id, 'rename', (machine) => machine.redefine({ ...mine, name: 'other' })),
      ).rejects.toMatchObject(refusal);
      await expect(list.remove(mine.id, 'undefine', () => undefined)).rejects.toMatchObject(refusal);
      const other = definitionNamed('new');
      await expect(list.add(other, 'define', (machine) => machine.redefine(other))).rejects.toMatchObject(
        refusal,
      );
      expect(list.snapshots().map(({ definition }) => definition)).toEqual([mine]);
      expect(list.bin.entries()).toEqual([]);
      expect((await store().load()).definitions).toEqual([mine]);
      expect(await readdir(join(drive, 'machines'))).toEqual(before);
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', drive]);
    }
  });
});
