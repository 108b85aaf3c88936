import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../../domains/durable-folder';

/** By which servers elsewhere know this Paddock: a certificate that it signed itself, and the key of that. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

const CredentialsSchema = z.object({ cert: z.string().min(1), key: z.string().min(1) });
const DAYS = 3650;

/** Reads the credentials in a folder, made at the first call. Throws the file system's errors. */
export async function credentialsIn(folder: string, host: string): Promise<Credentials> {
  const path = join(folder, 'client.json');
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  // One that can't be read is never replaced: servers trust it.
  if (kept !== null) return CredentialsSchema.parse(JSON.parse(kept));
  const { generate } = await import('selfsigned');
  // The library writes names as PrintableString, of whose letters Incus makes sure.
  const name = `Paddock on ${host.replace(/[^A-Za-z0-9.-]/g, '-')}`;
  const { cert, private: key } = generate([{ name: 'commonName', value: name }], {
    days: DAYS,
    keySize: 2048,
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', clientAuth: true },
    ],
  });
  await writeDurably(path, JSON.stringify({ cert, key }));
  return { cert, key };
}
