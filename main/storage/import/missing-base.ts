import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { holds, QCOW2 } from '../../drivers/file-marks';
import { isReadable } from './source-file';

/** Of qcow2 (docs/interop/qcow2.txt): the parts of the header that tell on what an image stands. */
const NAME_OFFSET = 8;
const NAME_BYTES = 16;
const NAME_MAX_BYTES = 1023;
/** Where its extensions begin: told by the header itself from version 3 on. */
const VERSION = 4;
const HEADER_BYTES = 100;
const HEADER_BYTES_BEFORE = 72;
/** The extension that holds the format of what it stands on. */
const BASE_FORMAT = 0xe2792aca;

/** Beyond any that is in use: one that stands on itself ends here. */
const CHAIN_MAX = 200;

/**
 * The first of the files beneath a qcow2 image that is not there, or can't be read; null where all are. What is no file (a
 * disk in the network, say), or can’t be made out, is taken to be there: QEMU tells of it.
 */
export async function missingBase(image: string): Promise<string | null> {
  let above = image;
  for (let depth = 0; depth < CHAIN_MAX; depth++) {
    const base = await baseOf(above).catch(() => null);
    if (base === null) return null;
    if (!(await isReadable(base.path))) return base.path;
    if (base.format === 'raw') return null; // whatever its guest wrote into it
    above = base.path;
  }
  return null;
}

/** On what an image stands; null for one that stands on nothing, or is no qcow2. */
async function baseOf(image: string): Promise<{ readonly path: string; readonly format: string } | null> {
  const file = await open(image, 'r');
  try {
    const head = Buffer.alloc(4096);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    if (bytesRead < HEADER_BYTES_BEFORE || !holds(head, QCOW2)) return null;
    const bytes = head.readUInt32BE(NAME_BYTES);
    if (bytes === 0 || bytes > NAME_MAX_BYTES) return null;
    const name = Buffer.alloc(bytes);
    await file.read(name, 0, bytes, Number(head.readBigUInt64BE(NAME_OFFSET)));
    const path = fileIn(name.toString());
    return path === null ? null : { path: resolve(dirname(image), path), format: formatIn(head) };
  } finally {
    await file.close();
  }
}

/** QEMU's names of what lies elsewhere have a colon before the first slash. */
function fileIn(name: string): string | null {
  if (name.startsWith('file:')) return name.slice('file:'.length);
  return /^[^/]*:/.test(name) ? null : name;
}

/** What the extensions tell of the format of what it stands on; empty where they don't. */
function formatIn(head: Buffer): string {
  let at = head.readUInt32BE(VERSION) < 3 ? HEADER_BYTES_BEFORE : head.readUInt32BE(HEADER_BYTES);
  while (at + 8 <= head.length) {
    const [type, bytes] = [head.readUInt32BE(at), head.readUInt32BE(at + 4)];
    if (type === BASE_FORMAT) return head.toString('latin1', at + 8, at + 8 + bytes);
    if (type === 0) break;
    at += 8 + Math.ceil(bytes / 8) * 8;
  }
  return '';
}
