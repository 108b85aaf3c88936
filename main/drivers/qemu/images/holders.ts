import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { PaddockError, type Failure } from '../../../domains/failure';
import type { Holder } from '../../disk-images';

/**
 * The processes that have these files open, by the path asked for. Only this user's are seen (proc(5), /proc/PID/fd), and
 * never this process itself.
 */
export async function holdersOf(paths: readonly string[]): Promise<ReadonlyMap<string, readonly Holder[]>> {
  const wanted = new Map<string, string>();
  for (const path of paths) wanted.set(await realpath(path).catch(() => path), path);
  const found = new Map<string, Holder[]>(paths.map((path) => [path, []]));
  const pids = (await readdir('/proc').catch((): string[] => [])).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      if (Number(pid) === process.pid) return;
      const open = await filesOf(pid);
      for (const [real, path] of wanted) {
        if (open.has(real)) found.get(path)?.push(await describe(pid));
      }
    }),
  );
  return found;
}

async function filesOf(pid: string): Promise<ReadonlySet<string>> {
  const folder = `/proc/${pid}/fd`;
  const fds = await readdir(folder).catch((): string[] => []); // another user's, or gone
  const targets = await Promise.all(fds.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  return new Set(targets);
}

async function describe(pid: string): Promise<Holder> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const args = line.split('\0');
  const named = args[args.indexOf('-name') + 1];
  const guest = args.includes('-name') ? /(?:^|,)guest=((?:[^,]|,,)*)/.exec(named ?? '')?.[1] : undefined;
  return {
    pid: Number(pid),
    program: basename(args[0] ?? '') || `process ${pid}`,
    machine: guest?.replaceAll(',,', ',') ?? null,
  };
}

/** Who has the file, as one would say it. */
export function holderWords({ pid, program, machine }: Holder): string {
  return machine === null
    ? `the program ${program} (process ${pid})`
    : `the machine “${machine}” (process ${pid})`;
}

/** Runs `work`; where an image's lock refuses it, the error names who has the image. */
export async function namingHolder<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PaddockError) || error.code !== 'file-in-use') throw error;
    throw new PaddockError(await withHolder(error.failure, paths), { cause: error });
  }
}

async function withHolder(failure: Failure, paths: readonly string[]): Promise<Failure> {
  for (const [path, holders] of await holdersOf(paths)) {
    const [holder] = holders;
    if (!holder) continue;
    return {
      ...failure,
      message: `A disk of the machine is in use by ${holderWords(holder)}.`,
      cause: `It has ${path} open; two that write one disk would destroy it.`,
      detail: { ...failure.detail, path },
    };
  }
  return failure; // it let go meanwhile, or is another user's
}
