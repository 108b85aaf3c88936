import { PaddockError } from '../../../domains/failure';
import { checkFile, usableFormat } from '../disks';
import { programFailure } from '../errors';
import { runProgram } from '../../program';
import { namingHolder } from './holders';
import { lookAt } from './look';
import type { Image } from './rewrite';

const LIMIT_MS = 30_000;

/**
 * Tells a linked image where the one beneath it lies now, after that was moved. Nothing of either's contents is changed, nor
 * can it be known whether they belong together: only what can't be is refused (`argument-invalid`). Answers with all images
 * beneath it then, nearest first.
 */
export async function rebase(qemuImg: string, disk: Image, base: string): Promise<string[]> {
  await checkFile(base, 'path', 'read');
  const format = await usableFormat(qemuImg, base, 'path');
  const [own, below] = await Promise.all([
    lookAt(qemuImg, disk, 'alone'),
    lookAt(qemuImg, { path: base, format }),
  ]);
  const chain = [base, ...below.backing.map(({ path }) => path)];
  if (chain.includes(disk.path)) throw another('It stands on this disk itself.');
  if (below.bytes > own.bytes) throw another('It is larger than the disk that should stand on it.');
  const command = [qemuImg, 'rebase', '-u', '-q', '-f', disk.format, '-b', base, '-F', format, disk.path];
  await namingHolder([disk.path], async () => {
    const result = await runProgram(command, { limitMs: LIMIT_MS });
    if (result.exitCode !== 0) throw programFailure('tell the disk where the other is', result);
  });
  return chain;
}

function another(cause: string): PaddockError {
  return new PaddockError({
    code: 'argument-invalid',
    message: 'This is not the disk that it stood on.',
    cause,
    next: 'Choose the file that was moved.',
    field: 'path',
  });
}
