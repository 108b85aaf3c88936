import { z } from 'zod';
import { PaddockError } from '../../../domains/failure';
import type { DiskFacts } from '../../disk-images';
import { programFailure } from '../errors';
import { runProgram } from '../../program';
import type { Image } from './rewrite';

const LIMIT_MS = 30_000;

/** One image of a chain, as `qemu-img info --output=json` tells of it. */
const InfoSchema = z.object({
  filename: z.string(),
  format: z.string(),
  'virtual-size': z.number(),
  'actual-size': z.number().optional(),
  snapshots: z.array(z.object({ name: z.string() })).default([]),
});

export interface ImageFacts extends Omit<DiskFacts, 'snapshots'> {
  /** The tags of the snapshots inside it. */
  readonly tags: readonly string[];
  /** The images beneath it, nearest first. */
  readonly backing: readonly Image[];
}

/**
 * Looks at an image and what it stands on, also while a machine writes it. Its format is told, never guessed: a guest that
 * writes another format's header into its raw disk would have other files read. Throws what qemu-img's words mean.
 */
export async function lookAt(
  qemuImg: string,
  { path, format }: Image,
  how: 'with what is beneath' | 'alone' = 'with what is beneath',
): Promise<ImageFacts> {
  const chain = how === 'alone' ? [] : ['--backing-chain'];
  const command = [qemuImg, 'info', '-U', '-f', format, ...chain, '--output=json', path];
  const result = await runProgram(command, { limitMs: LIMIT_MS });
  if (result.exitCode !== 0) throw programFailure('read the disk', result);
  const told: unknown = JSON.parse(result.stdout);
  const parsed = z
    .array(InfoSchema)
    .min(1)
    .safeParse(how === 'alone' ? [told] : told);
  const [top, ...beneath] = parsed.data ?? [];
  if (!top) {
    throw new PaddockError({
      code: 'program-failed',
      message: 'What qemu-img tells of the disk can’t be understood.',
      cause: parsed.error && z.prettifyError(parsed.error),
      next: 'This version of QEMU may be unknown to Paddock: copy the details and report them.',
      detail: { command, output: result.stdout.slice(0, 2000) },
    });
  }
  return {
    bytes: top['virtual-size'],
    takenBytes: top['actual-size'] ?? null,
    tags: top.snapshots.map(({ name }) => name),
    backing: beneath.map(({ filename, format }) => ({ path: filename, format })),
  };
}

/**
 * What a disk, or the state of a snapshot in it, would take as an image of its own, in bytes; null where that can't be
 * measured.
 */
export async function measureState(
  qemuImg: string,
  path: string,
  tag: string | null,
): Promise<number | null> {
  const which = tag === null ? [] : ['-l', `snapshot.name=${tag}`];
  const command = [qemuImg, 'measure', '-U', '--output=json', '-O', 'qcow2', ...which, path];
  const result = await runProgram(command, { limitMs: LIMIT_MS });
  if (result.exitCode !== 0) return null;
  const parsed = z.object({ required: z.number() }).safeParse(JSON.parse(result.stdout));
  return parsed.success ? parsed.data.required : null;
}
