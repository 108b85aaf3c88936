import { open } from 'node:fs/promises';
import { fileFailure, PaddockError } from '../../domains/failure';

/** The size of a file that a person chose, and what its first `length` bytes are. Throws `file-missing` and the like at its field. */
export async function lookInto(
  path: string,
  length: number,
  field: string,
): Promise<{ readonly bytes: number; readonly start: Buffer }> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return { bytes: (await file.stat()).size, start: buffer.subarray(0, bytesRead) };
    } finally {
      await file.close();
    }
  } catch (error) {
    const failure = fileFailure(error);
    throw failure ? new PaddockError({ ...failure, field }, { cause: error }) : error;
  }
}

/** The error for a file that is not what its field asks for. */
export function refused(
  message: string,
  cause: string,
  next: string,
  path: string,
  field: string,
): PaddockError {
  return new PaddockError({ code: 'argument-invalid', message, cause, next, field, detail: { path } });
}
