import { inflateSync } from 'node:zlib';

/** What a picture shows, as far as a test needs to know: its size and how many bytes of it differ. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly bytes: ReadonlySet<number>;
}

/** Reads a PNG; throws for what is none. */
export function readPng(file: Buffer): Picture {
  if (file.toString('latin1', 1, 4) !== 'PNG') throw new Error('not a PNG');
  const data: Buffer[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(file.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return {
    width: file.readUInt32BE(16),
    height: file.readUInt32BE(20),
    bytes: new Set(inflateSync(Buffer.concat(data))),
  };
}
