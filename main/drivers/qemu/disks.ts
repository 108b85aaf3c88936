import { constants } from 'node:fs';
import { access, open, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import { fileFailure, PaddockError } from '../../domains/failure';
import { programFailure } from './errors';
import { checkRawDisk } from './image-file';
import { lookAt } from './images/look';
import { runProgram } from '../program';

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
    next: 'This version of QEMU may be unknown to Paddock: copy the details and report them.',
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

/** Checks that a folder is there to be shared. Throws `file-missing`, `file-unreadable`, `argument-invalid` (a file). */
export async function checkFolder(path: string, field: string): Promise<void> {
  try {
    if ((await stat(path)).isDirectory()) {
      await access(path, constants.R_OK | constants.X_OK);
      return;
    }
  } catch (error) {
    throw asPaddockError(error, field);
  }
  throw new PaddockError({
    code: 'argument-invalid',
    message: `${path} is not a folder.`,
    next: 'Choose a folder.',
    field,
    detail: { path },
  });
}

function asPaddockError(error: unknown, field?: string): unknown {
  const failure = fileFailure(error);
  if (!failure) return error;
  return new PaddockError(field === undefined ? failure : { ...failure, field }, { cause: error });
}

/**
 * The format of a disk that a machine is to have. Found out once and kept: a guest that writes another format's header into its raw disk changes
 * nothing. Throws `unsupported` with how to convert it, and `argument-invalid` for what is no disk.
 */
export async function usableFormat(
  qemuImg: string | null,
  path: string,
  field: string,
): Promise<'qcow2' | 'raw'> {
  if (qemuImg === null) throw imgMissing(field);
  const { format } = await inspectDisk(qemuImg, path);
  if (format === 'raw') await checkRawDisk(path, field);
  if (format === 'qcow2' || format === 'raw') return format;
  throw new PaddockError({
    code: 'unsupported',
    message: `A disk of the format ${format} can’t be used as it is.`,
    cause: 'Machines write qcow2 and raw disks.',
    next: 'Convert a copy of it to qcow2, and choose that.',
    remedy: {
      kind: 'copy-command',
      command: `qemu-img convert -O qcow2 ${shellQuoted(path)} ${shellQuoted(`${path}.qcow2`)}`,
    },
    field,
    detail: { path },
  });
}

/** What an image stands on: those files must not be deleted or written while it is used. */
export async function chainOf(
  qemuImg: string | null,
  image: { readonly path: string; readonly format: 'qcow2' | 'raw' },
  field: string,
): Promise<string[]> {
  if (qemuImg === null) throw imgMissing(field);
  return (await lookAt(qemuImg, image)).backing.map(({ path }) => path);
}

/** For a command that a person pastes into a terminal. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function imgMissing(field: string): PaddockError {
  return new PaddockError({
    code: 'program-missing',
    message: 'Disks can’t be handled: the program qemu-img is not installed.',
    next: 'Install the package that holds it (qemu-utils or qemu-img), then try again.',
    field,
  });
}
