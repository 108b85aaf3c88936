/** A file on a CD: its name as a guest sees it, and what is in it. */
export interface IsoFile {
  readonly name: string;
  readonly content: Buffer;
}

const SECTOR = 2048;
/** The first 16 sectors belong to nobody. */
const FIRST_DESCRIPTOR = 16;

interface Placed extends IsoFile {
  readonly sector: number;
}

/**
 * A CD image with a few files in its top folder: ISO 9660 with Joliet, so that names keep their small letters and dashes.
 * Source: ECMA-119 (the numbers at the fields are its sections) and Microsoft's Joliet specification.
 */
export function isoImage(label: string, files: readonly IsoFile[], now: Date): Buffer {
  // 16 primary descriptor, 17 Joliet's, 18 their end, 19 and 20 path tables, 21 and 22 the same for Joliet, 23 and 24 folders.
  const at = { primary: { paths: 19, root: 23 }, joliet: { paths: 21, root: 24 }, files: 25 };
  let next = at.files;
  const placed: Placed[] = files.map((file) => {
    const sector = next;
    next += Math.max(1, Math.ceil(file.content.length / SECTOR));
    return { ...file, sector };
  });
  const image = Buffer.alloc(next * SECTOR);
  const put = (sector: number, bytes: Buffer): void => void bytes.copy(image, sector * SECTOR);

  put(FIRST_DESCRIPTOR, volumeDescriptor('primary', label, next, at.primary, now));
  put(FIRST_DESCRIPTOR + 1, volumeDescriptor('joliet', label, next, at.joliet, now));
  put(FIRST_DESCRIPTOR + 2, Buffer.from([255, ...Buffer.from('CD001'), 1]));
  for (const kind of ['primary', 'joliet'] as const) {
    const { paths, root } = at[kind];
    put(paths, pathTable(root, 'little'));
    put(paths + 1, pathTable(root, 'big'));
    put(root, folder(kind, root, placed, now));
  }
  for (const { sector, content } of placed) put(sector, content);
  return image;
}

type Kind = 'primary' | 'joliet';

/** 8.4 and 8.5. */
function volumeDescriptor(
  kind: Kind,
  label: string,
  sectors: number,
  { paths, root }: { readonly paths: number; readonly root: number },
  now: Date,
): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  const text = (offset: number, length: number, value: string): void =>
    void (kind === 'joliet' ? wide(value, length) : narrow(value, length)).copy(bytes, offset);
  bytes[0] = kind === 'primary' ? 1 : 2;
  bytes.write('CD001', 1, 'latin1');
  bytes[6] = 1;
  text(8, 32, '');
  text(40, 32, label);
  both32(bytes, 80, sectors);
  if (kind === 'joliet') bytes.write('%/E', 88, 'latin1'); // UCS-2, level 3
  both16(bytes, 120, 1);
  both16(bytes, 124, 1);
  both16(bytes, 128, SECTOR);
  both32(bytes, 132, PATH_TABLE_BYTES);
  bytes.writeUInt32LE(paths, 140);
  bytes.writeUInt32BE(paths + 1, 148);
  record(Buffer.from([0]), root, SECTOR, true, now).copy(bytes, 156);
  for (const [offset, length] of [
    [190, 128],
    [318, 128],
    [446, 128],
    [574, 128],
    [702, 37],
    [739, 37],
    [776, 37],
  ] as const) {
    text(offset, length, '');
  }
  for (const offset of [813, 830]) longDate(now).copy(bytes, offset);
  for (const offset of [847, 864]) NO_DATE.copy(bytes, offset);
  bytes[881] = 1;
  return bytes;
}

const PATH_TABLE_BYTES = 10;

/** 9.4: of the top folder alone. */
function pathTable(root: number, order: 'little' | 'big'): Buffer {
  const bytes = Buffer.alloc(PATH_TABLE_BYTES);
  bytes[0] = 1;
  if (order === 'little') {
    bytes.writeUInt32LE(root, 2);
    bytes.writeUInt16LE(1, 6);
  } else {
    bytes.writeUInt32BE(root, 2);
    bytes.writeUInt16BE(1, 6);
  }
  return bytes;
}

function folder(kind: Kind, root: number, files: readonly Placed[], now: Date): Buffer {
  const self = [
    record(Buffer.from([0]), root, SECTOR, true, now),
    record(Buffer.from([1]), root, SECTOR, true, now),
  ];
  const entries = files
    .map((file, index) => ({
      ...file,
      identifier:
        kind === 'joliet'
          ? wide(file.name, 2 * file.name.length) // without `;1`, as all others write them
          : Buffer.from(`FILE${String(index).padStart(4, '0')}.;1`, 'latin1'), // only who knows no Joliet sees it
    }))
    .sort((a, b) => Buffer.compare(a.identifier, b.identifier))
    .map(({ identifier, sector, content }) => record(identifier, sector, content.length, false, now));
  const bytes = Buffer.concat([...self, ...entries]);
  if (bytes.length > SECTOR) throw new Error(`${files.length} files do not fit the folder of a small CD`);
  return bytes;
}

/** 9.1. */
function record(identifier: Buffer, sector: number, length: number, isFolder: boolean, now: Date): Buffer {
  const size = 33 + identifier.length;
  const bytes = Buffer.alloc(size + (size % 2));
  bytes[0] = bytes.length;
  both32(bytes, 2, sector);
  both32(bytes, 10, length);
  shortDate(now).copy(bytes, 18);
  bytes[25] = isFolder ? 2 : 0;
  both16(bytes, 28, 1);
  bytes[32] = identifier.length;
  identifier.copy(bytes, 33);
  return bytes;
}

/** 7.3.3 and 7.2.3: the same number in both orders. */
function both32(bytes: Buffer, offset: number, value: number): void {
  bytes.writeUInt32LE(value, offset);
  bytes.writeUInt32BE(value, offset + 4);
}

function both16(bytes: Buffer, offset: number, value: number): void {
  bytes.writeUInt16LE(value, offset);
  bytes.writeUInt16BE(value, offset + 2);
}

function narrow(text: string, length: number): Buffer {
  return Buffer.from(text.padEnd(length).slice(0, length), 'latin1');
}

/** Two bytes a character, the higher first, filled up with blanks. */
function wide(text: string, length: number): Buffer {
  const characters = Math.floor(length / 2);
  const bytes = Buffer.alloc(length);
  const padded = text.padEnd(characters).slice(0, characters);
  for (let at = 0; at < padded.length; at++) bytes.writeUInt16BE(padded.charCodeAt(at), at * 2);
  return bytes;
}

/** 8.4.26.1: sixteen digits and the distance to Greenwich. */
function longDate(date: Date): Buffer {
  const digits = date.toISOString().replace(/\D/g, '').slice(0, 16);
  return Buffer.concat([Buffer.from(digits, 'latin1'), Buffer.from([0])]);
}

const NO_DATE = Buffer.concat([Buffer.from('0'.repeat(16), 'latin1'), Buffer.from([0])]);

/** 9.1.5. */
function shortDate(date: Date): Buffer {
  return Buffer.from([
    date.getUTCFullYear() - 1900,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    0,
  ]);
}
