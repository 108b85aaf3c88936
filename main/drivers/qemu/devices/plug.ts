import type { DeviceProperties } from './options';

/** What plugging needs of a running machine: its QMP, and patience with its guest. */
export interface Plug {
  /** Runs a QMP command. Throws what QEMU says. */
  run(command: string, args: Readonly<Record<string, unknown>>): Promise<void>;
  /**
   * Takes a device (by its id, or its path in QEMU) out, and waits until the guest has let go of it. Throws
   * `guest-not-listening` where it does not; the device may go later then.
   */
  unplug(device: string, what: string): Promise<void>;
}

export async function plugDevice(plug: Plug, properties: DeviceProperties): Promise<void> {
  await plug.run('device_add', properties); // what is undefined is left out of the JSON
}
