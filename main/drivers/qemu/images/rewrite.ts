import { fileFailure, PaddockError } from '../../../domains/failure';
import type { Job } from '../../../domains/job';
import type { Piece } from '../../foreign-machine';
import { programFailure } from '../errors';
import { runProgram, type ProgramResult } from '../../program';
import { namingHolder } from './holders';
import type { Unfinished } from './unfinished';

export interface Image {
  readonly path: string;
  readonly format: string;
  /** Where it lies in the file, where it is not the whole of it. */
  readonly within?: Piece;
}

/** What images are written with. */
export interface ImageTools {
  /** The program qemu-img. */
  readonly img: string;
  readonly unfinished: Unfinished;
}

export interface Rewrite {
  readonly from: Image;
  readonly to: Image;
  /** The state of this snapshot, not that of now. */
  readonly tag?: string;
  /** What the new image stands on: only what differs from it is written. */
  readonly backing?: Image;
  readonly compress?: boolean;
  /** Whether the result is compared with its source: wanted where the source is deleted afterwards. */
  readonly compare: boolean;
  /** Whether the new image takes the place of a file that is there; else one that is there is never touched. */
  readonly replace: boolean;
}

/** Tells how far it is, as a share of one. */
export type Tell = (step: 'writing' | 'comparing', share: number) => void;

/** The last of the shares that qemu-img has told. */
const SHARE = /\((\d+(?:\.\d+)?)\/100%\)\s*$/;

/**
 * Writes an image anew. It has its name only when it is whole, on the drive and, where asked for, found equal to its
 * source. Throws `file-exists`, `file-in-use` (naming the holder), `disk-full` and the like, or the signal's reason;
 * nothing is changed then.
 */
export async function rewrite(
  { img, unfinished }: ImageTools,
  { from, to, tag, backing, compress = false, compare, replace }: Rewrite,
  signal: AbortSignal,
  tell: Tell,
): Promise<void> {
  const making = await unfinished.begin(to.path, replace ? 'replacing' : 'fresh').catch((error: unknown) => {
    throw asPaddockError(error);
  });
  const run = (command: readonly string[], step: 'writing' | 'comparing'): Promise<ProgramResult> =>
    runProgram(command, {
      limitMs: null,
      signal,
      diesWithPaddock: true,
      onOutput: (text) => {
        const share = SHARE.exec(text)?.[1];
        if (share !== undefined) tell(step, Number(share) / 100);
      },
    });
  try {
    tell('writing', 0);
    await namingHolder([from.path], async () => {
      const written = await run(
        [
          // Several writes at once, out of their order: a new file has no order to keep.
          ...[img, 'convert', '-p', ...(compress ? ['-c'] : ['-W'])],
          ...(from.within ? [] : ['-f', from.format]), // the name of a piece has it in it
          ...['-O', to.format],
          ...(to.format === 'qcow2' ? ['-o', `compat=1.1${compress ? ',compression_type=zstd' : ''}`] : []),
          ...(tag === undefined ? [] : ['-l', `snapshot.name=${tag}`]),
          ...(backing ? ['-B', backing.path, '-F', backing.format] : []),
          ...[from.within ? pieceOf(from, from.within) : from.path, making.path],
        ],
        'writing',
      );
      if (written.exitCode !== 0) throw programFailure('write the disk', written);
      if (!compare) return;
      const compared = await run(
        [img, 'compare', '-p', '-f', from.format, '-F', to.format, from.path, making.path],
        'comparing',
      );
      if (compared.exitCode === 1) throw differs(compared);
      if (compared.exitCode !== 0) throw programFailure('compare the disks', compared);
    });
    await making.keep();
  } catch (error) {
    throw asPaddockError(error);
  } finally {
    await making.end();
  }
}

/** The name by which qemu-img reads an image inside another file. */
function pieceOf({ path, format }: Image, { offset, bytes }: Piece): string {
  const file = { driver: 'raw', offset, size: bytes, file: { driver: 'file', filename: path } };
  return `json:${JSON.stringify({ driver: format, file })}`;
}

function differs({ command, output }: ProgramResult): PaddockError {
  return new PaddockError({
    code: 'drive-failing',
    message: 'What was written is not what was read.',
    cause: output.trim().split('\n').at(-1),
    next: 'Look at the health of the drive, and make a copy of what matters; the disk itself is unchanged.',
    detail: { command: [...command], output },
  });
}

/** What the file system says, as an error for a person. */
export function asPaddockError(error: unknown): unknown {
  const failure = fileFailure(error);
  return failure ? new PaddockError(failure, { cause: error }) : error;
}

/** Tells a job of the bytes of one image among several. */
export function telling(
  job: Job,
  words: { readonly writing: string; readonly comparing: string },
  { before, bytes, total }: { readonly before: number; readonly bytes: number; readonly total: number },
): Tell {
  return (step, share) =>
    job.report(words[step], {
      done: Math.round(before + share * bytes),
      total: Math.max(1, total),
      unit: 'bytes',
    });
}
