import { open, stat } from 'node:fs/promises';

/** More than any one call writes. */
const READ_MAX_BYTES = 64 * 1024;

/** Where a log ends now; 0 where there is none. */
export async function endOfLog(path: string | null): Promise<number> {
  if (path === null) return 0;
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/**
 * What vzctl wrote of one container into its log since then, without its dates: `DATE vzctl : CT 101 : words`. Never throws:
 * it is evidence, and no more.
 */
export async function loggedSince(path: string | null, from: number, ctid: string): Promise<string> {
  if (path === null) return '';
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(READ_MAX_BYTES);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
      return wordsOn(buffer.toString('utf8', 0, bytesRead), ctid);
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}

/** Of a piece of the log the words on one container, without what vzctl says at each call. */
export function wordsOn(log: string, ctid: string): string {
  return log
    .split('\n')
    .flatMap((line) => {
      const match = /^\S+ \S+ : CT (\S+) : (.*)$/.exec(line);
      return match?.[1] === ctid && match[2] && !/\/proc\/vz not found/.test(match[2]) ? [match[2]] : [];
    })
    .join('\n');
}
