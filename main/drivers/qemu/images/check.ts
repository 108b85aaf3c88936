import { z } from 'zod';
import { PaddockError } from '../../../domains/failure';
import type { DiskReport } from '../../disk-images';
import { programFailure } from '../errors';
import { runProgram } from '../../program';
import { namingHolder } from './holders';
import type { Image } from './rewrite';

/** What `qemu-img check --output=json` tells; what is not told is none. */
const CheckSchema = z.object({
  'check-errors': z.number().default(0),
  corruptions: z.number().default(0),
  leaks: z.number().default(0),
  'corruptions-fixed': z.number().default(0),
  'leaks-fixed': z.number().default(0),
});

/** Its exit codes beside 0 (qemu-img(1)): the answer was printed all the same. */
const DAMAGED = 2;
const LEAKY = 3;
const NOT_FOR_THIS_FORMAT = 63;

/**
 * Looks through the tables of an image that nobody writes, and mends them where asked to. Throws `unsupported` for a raw
 * image, which has none, `file-in-use` naming the holder, or the signal's reason.
 */
export function checkImage(
  qemuImg: string,
  { path, format }: Image,
  repair: 'leaks' | 'all' | null,
  signal: AbortSignal,
): Promise<DiskReport> {
  const command = [
    ...[qemuImg, 'check', '--output=json', '-f', format],
    ...(repair === null ? [] : ['-r', repair]),
    path,
  ];
  return namingHolder([path], async () => {
    // A repair is not killed with Paddock: it would leave the image worse than it was.
    const result = await runProgram(command, { limitMs: null, signal, diesWithPaddock: repair === null });
    const { exitCode } = result;
    if (exitCode === NOT_FOR_THIS_FORMAT) throw notForThisFormat(format);
    if (exitCode !== 0 && exitCode !== DAMAGED && exitCode !== LEAKY) {
      throw programFailure('check the disk', result);
    }
    const told = CheckSchema.parse(JSON.parse(result.stdout));
    const corruptions = told.corruptions + told['check-errors'];
    return {
      verdict: corruptions > 0 ? 'damaged' : told.leaks > 0 ? 'leaky' : 'sound',
      corruptions,
      leaks: told.leaks,
      mended: told['corruptions-fixed'] + told['leaks-fixed'],
    };
  });
}

function notForThisFormat(format: string): PaddockError {
  return new PaddockError({
    code: 'unsupported',
    message: `A disk of the format ${format} can’t be checked.`,
    cause: 'It has no tables that could be wrong.',
    next: 'Check the file system inside the machine instead.',
  });
}
