import { rename, rm } from 'node:fs/promises';
import { runProgram } from '../program';

/*
 * Of an ordinary user's containers most files belong to the containers' own users. What this user may not do to them, root of
 * the user's namespace may (lxc-usernsexec(1)).
 */
async function asTheirRoot(command: readonly string[], error: unknown): Promise<void> {
  const isForbidden = ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');
  if (!isForbidden || process.getuid?.() === 0) throw error;
  const { exitCode } = await runProgram(['lxc-usernsexec', '--', ...command], { limitMs: null });
  if (exitCode !== 0) throw error;
}

/** Removes a folder of a container's with all in it; one that is not there is passed over. Throws the file system's errors. */
export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch((error: unknown) =>
    asTheirRoot(['rm', '-rf', '--', path], error),
  );
}

/** Moves a folder of a container's, within one file system. Throws the file system's errors. */
export async function moveTree(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => asTheirRoot(['mv', '-T', '--', from, to], error));
}
