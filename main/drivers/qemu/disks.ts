import { constants } from 'node:fs';
import { access, open, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import { fileFailure, PaddockError } from '../../domains/failure';
import { programFailure } from './errors';
import { runProgram } from './program';

/** How long qemu-img may take to make or to look at an image, in ms; both touch little of it. */
const LIMIT_MS = 30_000;

/** What `qemu-img info --output=json` tells of an image. */
export const ImageInfoSchema = z
  .object({
    format: z.string(),
    'virtual-size': z.number(),
    'actual-size': z.number().optional(),
    'backing-filename': z.string().optional(),
  })
  .transform((info) => ({
    format: info.format,
    /** The size that the guest sees, in bytes. */
    bytes: info['virtual-size'],
    /** What it takes on the host, in bytes. */
    takenBytes: info['actual-size'] ?? null,
    backing: info['backing-filename'] ?? null,
  }));
export type ImageInfo = z.infer<typeof ImageInfoSchema>;

/**
 * Makes an empty qcow2 image. Never over a file that is there: qemu-img itself would overwrite it without a word.
 * Throws `file-exists`, `disk-full` and the like, or the signal's reason; nothing is left behind then.
 */
export async function createDisk(
  qemuImg: string,
  path: string,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  const reserved = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw asPaddockError(error);
  });
  await reserved.close();
  try {
    const command = [qemuImg, 'create', '-q', '-f', 'qcow2', '-o', 'compat=1.1', path, String(bytes)];
    const result = await runProgram(command, { limitMs: LIMIT_MS, signal });
    if (result.exitCode !== 0) throw programFailure('make the disk', result);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** Looks at an image, also while a machine writes it. Throws what qemu-img's words mean. */
export async function inspectDisk(qemuImg: string, path: string): Promise<ImageInfo> {
  const command = [qemuImg, 'info', '-U', '--output=json', path];
  const result = await runProgram(command, { limitMs: LIMIT_MS });
  if (result.exitCode !== 0) throw programFailure('read the disk', result);
  const parsed = ImageInfoSchema.safeParse(JSON.parse(result.stdout));
  if (parsed.success) return parsed.data;
  throw new PaddockError({
    code: 'program-failed',
    message: 'What qemu-img tells of the disk can’t be understood.',
    cause: z.prettifyError(parsed.error),
    detail: { command: [...result.command], output: result.stdout.slice(0, 2000) },
  });
}

/** Throws `file-in-use` where another program holds the image's lock. */
export async function checkUnused(qemuImg: string, path: string): Promise<void> {
  const result = await runProgram([qemuImg, 'info', '--output=json', path], { limitMs: LIMIT_MS });
  if (result.exitCode === 0) return;
  const failure = programFailure('read the disk', result);
  if (failure.code === 'file-in-use') throw failure;
}

export type Need = 'read' | 'read and write';

/**
 * Checks that a file can be used for what a machine needs it for. Throws `file-missing`, `file-unreadable`,
 * `argument-invalid` (a folder), each with the field and the path.
 */
export async function checkFile(path: string, field: string, need: Need): Promise<void> {
  try {
    const found = await stat(path);
    if (!found.isFile()) {
      throw new PaddockError({
        code: 'argument-invalid',
        message: `${path} is not a file.`,
        cause: found.isDirectory() ? 'It is a folder.' : 'It is a device or another special file.',
        next: 'Choose a file.',
        field,
        detail: { path },
      });
    }
    await access(path, need === 'read' ? constants.R_OK : constants.R_OK | constants.W_OK);
  } catch (error) {
    throw asPaddockError(error, field);
  }
}

function asPaddockError(error: unknown, field?: string): unknown {
  const failure = fileFailure(error);
  if (!failure) return error;
  return new PaddockError(field === undefined ? failure : { ...failure, field }, { cause: error });
}
