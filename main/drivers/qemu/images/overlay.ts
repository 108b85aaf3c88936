import { programFailure } from '../errors';
import { runProgram } from '../../program';
import { asPaddockError, type Image, type ImageTools } from './rewrite';

const LIMIT_MS = 30_000;

/**
 * Makes an empty qcow2 image that stands on another one, whose format is written into it: guessed, a raw one could pass
 * itself off as something else. Throws `file-exists` and the like; nothing is left behind then.
 */
export async function createOverlay(
  { img, unfinished }: ImageTools,
  path: string,
  base: Image,
  signal: AbortSignal,
): Promise<void> {
  const making = await unfinished.begin(path, 'fresh').catch((error: unknown) => {
    throw asPaddockError(error);
  });
  try {
    const shape = ['-f', 'qcow2', '-o', 'compat=1.1', '-b', base.path, '-F', base.format];
    const command = [img, 'create', '-q', ...shape, making.path];
    const result = await runProgram(command, { limitMs: LIMIT_MS, signal, diesWithPaddock: true });
    if (result.exitCode !== 0) throw programFailure('make the disk', result);
    await making.keep();
  } catch (error) {
    throw asPaddockError(error);
  } finally {
    await making.end();
  }
}
