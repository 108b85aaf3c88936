import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { publicKeys } from './ssh-keys';

it('offers the public keys of a folder, and nothing else that lies there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-keys-'));
  await writeFile(join(folder, 'id_ed25519.pub'), 'ssh-ed25519 AAAAC3Nz ada@desk\n');
  await writeFile(join(folder, 'id_ed25519'), 'PRIVATE');
  await writeFile(join(folder, 'broken.pub'), 'PRIVATE');
  expect(await publicKeys(folder)).toEqual([
    { name: 'id_ed25519.pub', key: 'ssh-ed25519 AAAAC3Nz ada@desk' },
  ]);
  expect(await publicKeys(join(folder, 'none'))).toEqual([]);
  await rm(folder, { recursive: true });
});
