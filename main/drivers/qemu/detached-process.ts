import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { onlyThese } from '../inherited-files';
import { programMissing } from '../program';

/**
 * Starts a program that outlives Paddock, with what it prints in the file `log`, which is emptied. Throws `program-missing`.
 */
export async function spawnDetached(command: readonly string[], log: string): Promise<ChildProcess> {
  const [program = '', ...args] = command;
  const output = await open(log, 'w', 0o600);
  try {
    const child = spawn(program, args, {
      detached: true, // a session of its own: no Ctrl-C and no hang-up of Paddock's reaches it
      stdio: onlyThese(['ignore', output.fd, output.fd]),
      cwd: '/', // it must not hold a drive that someone wants to unmount
      env: { ...process.env, LC_ALL: 'C' },
    });
    child.unref();
    if (child.pid === undefined) {
      const [error] = (await once(child, 'error')) as [Error];
      throw programMissing(program, error);
    }
    child.on('error', () => undefined); // a signal that could not be sent shows in what follows
    return child;
  } finally {
    await output.close();
  }
}

export function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** SIGKILL, unless it has ended by itself; resolves when it is gone. */
export async function endNow(child: ChildProcess): Promise<void> {
  if (hasExited(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
