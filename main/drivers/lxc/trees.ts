import { rename, rm } from 'node:fs/promises';
import { runProgram } from '../program';
import type { LxcProgram } from './programs';

/*
 * Of an ordinary user's containers most files belong to the containers' own users. What this user may not do to them, root of
 * the user's namespace may (lxc-usernsexec(1)).
 */
async function asTheirRoot(at: LxcProgram, command: readonly string[], error: unknown): Promise<void> {
  const isForbidden = ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
  if (!isForbidden || process.getuid?.() === 0) throw error;
  const { exitCode } = await runProgram([at('lxc-usernsexec'), '--', ...command], { limitMs: null });
  if (exitCode !== 0) throw error;
}

/** Removes a folder of a container's with all in it; one that is not there is passed over. Throws the file system's errors. */
export async function removeTree(at: LxcProgram, path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch((error: unknown) =>
    asTheirRoot(at, ['rm', '-rf', '--', path], error),
  );
}

/** Moves a folder of a container's, within one file system. Throws the file system's errors. */
export async function moveTree(at: LxcProgram, from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => asTheirRoot(at, ['mv', '-T', '--', from, to], error));
}
