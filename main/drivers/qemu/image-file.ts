import type { PaddockError } from '../../domains/failure';
import { CD_DESCRIPTOR, holds, type Mark } from '../file-marks';
import { lookInto, refused } from './chosen-file';

const SECTOR = 512;
/** With the sector that describes it. */
const CD_LEAST_BYTES = CD_DESCRIPTOR + 2048;
/** Files that hold others, by what they begin with: what is in them is wanted, not they. */
const PACKED: readonly (Mark & { readonly format: string })[] = [
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
  const bytes = await unpackedBytes(path, field);
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
  const bytes = await unpackedBytes(path, field);
  if (bytes >= CD_LEAST_BYTES) return;
  throw refused(
    `${path} is no installation image.`,
    `It has ${bytes} bytes; no CD is that small.`,
    'Choose an installation image.',
    path,
    field,
  );
}

/** How large a file is that is no archive. Throws `argument-invalid` for one. */
async function unpackedBytes(path: string, field: string): Promise<number> {
  const { bytes, start } = await lookInto(path, SECTOR, field);
  const packed = PACKED.find((one) => holds(start, one));
  if (packed) throw isPacked(path, packed.format, field);
  return bytes;
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
