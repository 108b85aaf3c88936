import { open } from 'node:fs/promises';
import { fileFailure, PaddockError } from '../../domains/failure';

const SECTOR = 512;
/** ECMA-119: what a CD is described by begins in its sixteenth sector of 2048 bytes. */
const CD_LEAST_BYTES = 17 * 2048;
/** Files that hold others, by what they begin with: what is in them is wanted, not they. */
const PACKED: readonly { readonly format: string; readonly offset: number; readonly magic: Buffer }[] = [
  { format: 'gzip', offset: 0, magic: Buffer.from([0x1f, 0x8b]) },
  { format: 'xz', offset: 0, magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]) },
  { format: 'bzip2', offset: 0, magic: Buffer.from('BZh') },
  { format: 'zstd', offset: 0, magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]) },
  { format: 'zip', offset: 0, magic: Buffer.from('PK\x03\x04', 'latin1') },
  { format: '7z', offset: 0, magic: Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1') },
  { format: 'tar', offset: 257, magic: Buffer.from('ustar') },
];

/**
 * Throws `argument-invalid` for a file that no program can know to be a disk, as raw ones have no mark, and that can't be
 * one: a machine would write over what it holds, or stand before it without a word.
 */
export async function checkRawDisk(path: string, field: string): Promise<void> {
  const { bytes, packed } = await lookInto(path, field);
  if (packed !== null) throw isPacked(path, packed, field);
  if (bytes > 0 && bytes % SECTOR === 0) return;
  throw refused(
    `${path} is no disk image.`,
    `A raw disk is made of whole sectors of ${SECTOR} bytes; this file has ${bytes} bytes.`,
    'Choose a disk image.',
    path,
    field,
  );
}

/** Throws `argument-invalid` for a file that can't be a CD or DVD. */
export async function checkCd(path: string, field: string): Promise<void> {
  const { bytes, packed } = await lookInto(path, field);
  if (packed !== null) throw isPacked(path, packed, field);
  if (bytes >= CD_LEAST_BYTES) return;
  throw refused(
    `${path} is no installation image.`,
    `It has ${bytes} bytes; no CD is that small.`,
    'Choose an installation image.',
    path,
    field,
  );
}

async function lookInto(
  path: string,
  field: string,
): Promise<{ readonly bytes: number; readonly packed: string | null }> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(SECTOR), 0, SECTOR, 0);
      const start = buffer.subarray(0, bytesRead);
      const found = PACKED.find(({ offset, magic }) =>
        start.subarray(offset, offset + magic.length).equals(magic),
      );
      return { bytes: (await file.stat()).size, packed: found?.format ?? null };
    } finally {
      await file.close();
    }
  } catch (error) {
    const failure = fileFailure(error);
    throw failure ? new PaddockError({ ...failure, field }, { cause: error }) : error;
  }
}

function isPacked(path: string, what: string, field: string): PaddockError {
  return refused(
    `${path} is packed.`,
    `It is an archive (${what}), not the image itself.`,
    'Unpack it and choose what was in it. An OVA is taken over by importing it.',
    path,
    field,
  );
}

function refused(message: string, cause: string, next: string, path: string, field: string): PaddockError {
  return new PaddockError({ code: 'argument-invalid', message, cause, next, field, detail: { path } });
}
