import { open, stat } from 'node:fs/promises';

const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
/** What ldconfig(8) writes anew when a shared library comes, goes, or is another. */
const LIBRARIES = '/etc/ld.so.cache';

/**
 * What tells a program's file from any other that stood in its place. Null where nothing can: for a script, which may run
 * another tomorrow, and for a file that may be run, not read.
 */
export async function programFile(path: string): Promise<string | null> {
  const file = await open(path, 'r').catch(() => null);
  try {
    const { buffer } = (await file?.read(Buffer.alloc(ELF.length), 0, ELF.length, 0)) ?? {};
    if (!file || !buffer?.equals(ELF)) return null;
    return JSON.stringify([path, ...markOf(await file.stat())]);
  } catch {
    return null;
  } finally {
    await file?.close();
  }
}

/** The same, with the shared libraries of this computer, for a program that tells of one of them. Null where they can't be told. */
export async function programAndLibraries(path: string): Promise<string | null> {
  if (process.env.LD_LIBRARY_PATH || process.env.LD_PRELOAD) return null;
  const [file, libraries] = await Promise.all([programFile(path), stat(LIBRARIES).catch(() => null)]);
  return file && libraries ? JSON.stringify([file, ...markOf(libraries)]) : null;
}

function markOf({
  dev,
  ino,
  size,
  mtimeMs,
  ctimeMs,
}: {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}): number[] {
  return [dev, ino, size, mtimeMs, ctimeMs];
}
