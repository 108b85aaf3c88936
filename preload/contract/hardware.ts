/** What can be changed of machines and asked for new ones, by their drivers. */
import { z } from 'zod';
import {
  IncusChoicesSchema,
  IncusHardwareChoicesSchema,
  IncusHardwareSchema,
  IncusRequestSchema,
} from '../../main/drivers/incus/config';
import { LxcChoicesSchema, LxcHardwareSchema, LxcRequestSchema } from '../../main/drivers/lxc/config';
import {
  OpenvzChoicesSchema,
  OpenvzHardwareSchema,
  OpenvzRequestSchema,
} from '../../main/drivers/openvz/config';
import { QemuChoicesSchema, QemuHardwareSchema, QemuRequestSchema } from '../../main/drivers/qemu/config';
import { TestHardwareSchema, TestRequestSchema } from '../../main/drivers/test/config';
import type { RequestDriver } from './request-drivers';

/** What can be changed of a machine, by its driver. */
export const HardwareSchema = z.discriminatedUnion('driver', [
  z.object({ driver: z.literal('qemu'), hardware: QemuHardwareSchema }),
  z.object({ driver: z.literal('lxc'), hardware: LxcHardwareSchema }),
  z.object({ driver: z.literal('incus'), hardware: IncusHardwareSchema }),
  z.object({ driver: z.literal('openvz'), hardware: OpenvzHardwareSchema }),
  z.object({ driver: z.literal('test'), hardware: TestHardwareSchema }),
]);
export type Hardware = z.infer<typeof HardwareSchema>;

/** What the hardware form can offer on this computer, by the machine's driver. */
export const HardwareChoicesSchema = z.discriminatedUnion('driver', [
  z.object({ driver: z.literal('qemu'), choices: QemuChoicesSchema }),
  z.object({ driver: z.literal('lxc'), choices: LxcChoicesSchema }),
  z.object({ driver: z.literal('incus'), choices: IncusHardwareChoicesSchema }),
  z.object({ driver: z.literal('openvz'), choices: OpenvzChoicesSchema }),
]);
export type HardwareChoices = z.infer<typeof HardwareChoicesSchema>;

/** What the create form of a driver can offer. */
export const RequestChoicesSchema = z.discriminatedUnion('driver', [
  z.object({ driver: z.literal('incus'), choices: IncusChoicesSchema }),
  z.object({ driver: z.literal('openvz'), choices: OpenvzChoicesSchema }),
]);
export type RequestChoices = z.infer<typeof RequestChoicesSchema>;

const asked = <D extends RequestDriver, R extends z.ZodType>(driver: D, request: R) =>
  z.object({ driver: z.literal(driver), name: z.string().max(10_000), start: z.boolean(), request });

export const DefineRequestSchema = z.discriminatedUnion('driver', [
  asked('qemu', QemuRequestSchema),
  asked('lxc', LxcRequestSchema),
  asked('incus', IncusRequestSchema),
  asked('openvz', OpenvzRequestSchema),
  asked('test', TestRequestSchema),
]);
/** As the window sends it: what is left out has a default. */
export type DefineRequest = z.input<typeof DefineRequestSchema>;
