import { z } from 'zod';
import { WholePathSchema } from '../../../domains/path';
import { escapeOption } from '../devices/options';

/** A TPM 2.0, with the folder of its state; null where there is none. */
export const TpmSchema = z.object({ state: WholePathSchema }).nullable().default(null);
export type Tpm = z.infer<typeof TpmSchema>;

/** Source: QEMU's docs/specs/tpm.rst. */
export function tpmArguments(tpm: Tpm, socket: string): readonly string[] {
  if (tpm === null) return [];
  return [
    ...['-chardev', `socket,id=tpm-socket,path=${escapeOption(socket)}`],
    ...['-tpmdev', 'emulator,id=tpm,chardev=tpm-socket'],
    ...['-device', 'tpm-crb,tpmdev=tpm'],
  ];
}

/** The program that is the TPM: it ends with its machine. Source: swtpm(8). */
export function swtpmCommand(program: string, state: string, socket: string): readonly string[] {
  return [
    program,
    'socket',
    '--tpm2',
    ...['--tpmstate', `dir=${state},mode=0600`],
    ...['--ctrl', `type=unixio,path=${socket},mode=0600`],
    '--terminate',
  ];
}
