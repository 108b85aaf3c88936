import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A public key of a person's: the name of its file, and the line in it. */
export interface PublicKey {
  readonly name: string;
  readonly key: string;
}

const LINE = /^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp\d+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/=]+( [^\r\n]*)?$/;

/** The public keys in a folder such as `~/.ssh`, by their names; none where there is no such folder. */
export async function publicKeys(folder: string): Promise<PublicKey[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const keys = await Promise.all(
    names
      .filter((name) => name.endsWith('.pub'))
      .sort()
      .map(async (name) => ({
        name,
        key: (await readFile(join(folder, name), 'utf8').catch(() => '')).trim(),
      })),
  );
  return keys.filter(({ key }) => LINE.test(key));
}
