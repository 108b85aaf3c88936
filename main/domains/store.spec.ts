import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newDomainId, type Definition } from './definition';
import { FileStore } from './store';
import { definitionNamed } from './testing';

const ConfigSchema = z.object({ memory: z.number() });
const options = { checkConfig: (config: unknown) => ConfigSchema.parse(config) };
let folder: string;
let store: FileStore;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'paddock-store-')), 'machines');
  store = new FileStore(folder, options);
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

function definition(name = 'web'): Definition {
  return { ...definitionNamed(name), config: { memory: 1 } };
}

async function reopened(): ReturnType<FileStore['load']> {
  return new FileStore(folder, options).load();
}

describe('the store', () => {
  it('gives back what it saved', async () => {
    const saved = definition();
    await store.save(saved);
    expect(await reopened()).toEqual({ definitions: [saved], bin: [], unreadable: [] });
  });

  it('keeps files and folders private to the user', async () => {
    const saved = definition();
    await store.save(saved);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, `${saved.id}.json`))).mode & 0o777).toBe(0o600);
  });

  it('moves what is discarded into the bin, in one step, and finds it there again', async () => {
    const saved = definition();
    await store.save(saved);
    await store.discard({ definition: saved, binnedAt: 1000 });
    expect(await reopened()).toEqual({
      definitions: [],
      bin: [{ definition: saved, binnedAt: 1000 }],
      unreadable: [],
    });
  });

  it('keeps what it knows of a machine whose file was taken away by hand', async () => {
    const saved = definition();
    await store.discard({ definition: saved, binnedAt: 1000 });
    expect((await reopened()).bin).toEqual([{ definition: saved, binnedAt: 1000 }]);
  });

  it('keeps again what is recovered, under the name that is given', async () => {
    const saved = definition();
    const entry = { definition: saved, binnedAt: 1000 };
    await store.save(saved);
    await store.discard(entry);
    await store.recover(entry, { ...saved, name: 'web 2' });
    expect(await reopened()).toEqual({
      definitions: [{ ...saved, name: 'web 2' }],
      bin: [],
      unreadable: [],
    });
  });

  it('forgets what is purged', async () => {
    const entry = { definition: definition(), binnedAt: 1000 };
    await store.discard(entry);
    await store.purge(entry);
    expect(await reopened()).toEqual({ definitions: [], bin: [], unreadable: [] });
  });

  it('takes a machine that is both in the list and in the bin for one that was just recovered', async () => {
    const saved = definition();
    await store.discard({ definition: saved, binnedAt: 1000 });
    await store.save(saved);
    expect(await reopened()).toEqual({ definitions: [saved], bin: [], unreadable: [] });
    expect(await readdir(join(folder, 'bin'))).toEqual([]);
  });

  it.each([
    ['empty', ''],
    ['cut short', '{"format": 1, "name": "web", "con'],
    ['something else', '[1, 2, 3]'],
    ['wrong in the driver’s part', JSON.stringify({ ...definition(), config: { memory: 'much' } })],
  ])('shows a file that is %s as broken, with its reason, and leaves it as it is', async (_what, text) => {
    await store.load();
    const path = join(folder, `${newDomainId()}.json`);
    await writeFile(path, text);
    const { definitions, unreadable } = await reopened();
    expect(definitions).toEqual([]);
    expect(unreadable).toMatchObject([
      { path, failure: { code: 'definition-unreadable', cause: expect.any(String) } },
    ]);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('leaves a file of a newer version alone and says so, by its name', async () => {
    await store.load();
    const newer = { ...definition('from the future'), format: 99 };
    await writeFile(join(folder, `${newer.id}.json`), JSON.stringify(newer));
    expect((await reopened()).unreadable).toMatchObject([
      { name: 'from the future', failure: { code: 'definition-newer' } },
    ]);
  });

  it('never overwrites a file that it could not read', async () => {
    await store.load();
    const mine = definition();
    const path = join(folder, `${mine.id}.json`);
    await writeFile(path, 'precious');
    await store.load();
    await expect(store.save(mine)).rejects.toMatchObject({ failure: { code: 'definition-unreadable' } });
    expect(await readFile(path, 'utf8')).toBe('precious');
  });

  it('does not let one broken file hide the others', async () => {
    await store.save(definition('a'));
    await writeFile(join(folder, `${newDomainId()}.json`), 'junk');
    await store.save(definition('b'));
    const { definitions, unreadable } = await reopened();
    expect(definitions.map(({ name }) => name).sort()).toEqual(['a', 'b']);
    expect(unreadable).toHaveLength(1);
  });

  it('clears away a write that was cut short, and keeps the file it would have replaced', async () => {
    const saved = definition();
    await store.save(saved);
    await writeFile(join(folder, `${saved.id}.json.part`), '{"half');
    expect((await reopened()).definitions).toEqual([saved]);
    expect((await readdir(folder)).filter((name) => name !== 'bin')).toEqual([`${saved.id}.json`]);
  });

  it.skipIf(process.getuid?.() === 0)(
    'says what is wrong with a folder that can’t be written to',
    async () => {
      await store.load();
      await chmod(folder, 0o500);
      await expect(store.save(definition())).rejects.toMatchObject({ failure: { code: 'file-unreadable' } });
      await chmod(folder, 0o700);
    },
  );
});
