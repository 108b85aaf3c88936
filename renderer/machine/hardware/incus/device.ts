import type { IncusHardware } from '../../../../preload/contract';

/** A device of an instance's, as its form has it. */
export type Device = IncusHardware['devices'][number];
export type Kind = Device['kind'];
export type DeviceOf<K extends Kind> = Extract<Device, { kind: K }>;
