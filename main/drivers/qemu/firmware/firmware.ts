import { z } from 'zod';
import { WholePathSchema } from '../../../domains/path';
import { blockdevArgument } from '../devices/options';

/** UEFI in flash; null where the machine starts by the BIOS that QEMU brings. */
export const FirmwareSchema = z
  .object({
    code: z.object({ path: WholePathSchema, format: z.enum(['raw', 'qcow2']) }),
    /** A qcow2 file of the machine's own: a raw one could hold no snapshots. */
    variables: WholePathSchema,
    /** Only system management mode may write the variables, so that nothing can switch secure boot off from inside. */
    secure: z.boolean(),
  })
  .nullable()
  .default(null);
export type Firmware = z.infer<typeof FirmwareSchema>;

const CODE_NODE = 'firmware';
export const VARIABLES_NODE = 'firmware-variables';

/** What the machine type is told of its flash: goes after its name. */
export function firmwareMachineOptions(firmware: Firmware): string {
  if (firmware === null) return '';
  return `,pflash0=${CODE_NODE},pflash1=${VARIABLES_NODE}${firmware.secure ? ',smm=on' : ''}`;
}

/** The flash's block nodes. Source: OVMF's README, "Flash device". */
export function firmwareArguments(firmware: Firmware): readonly string[] {
  if (firmware === null) return [];
  const { code, variables, secure } = firmware;
  return [
    ...blockdevArgument({
      driver: code.format,
      'node-name': CODE_NODE,
      'read-only': true,
      file: { driver: 'file', filename: code.path },
    }),
    ...blockdevArgument({
      driver: 'qcow2',
      'node-name': VARIABLES_NODE,
      file: { driver: 'file', filename: variables },
    }),
    ...(secure
      ? ['-global', 'driver=cfi.pflash01,property=secure,value=on', '-global', 'ICH9-LPC.disable_s3=1']
      : []),
  ];
}
