import { deviceArgument } from './options';

/**
 * On the root bus, beyond the slots' ports and where QEMU puts nothing by itself: devices that have no place of their own
 * stand where they would without it.
 */
const ADDRESS = '0x1d';

/** What ports to programs inside stand on. */
export function virtioSerialArguments(hasPorts: boolean): string[] {
  if (!hasPorts) return [];
  return deviceArgument({ driver: 'virtio-serial-pci', id: 'ports', bus: 'pcie.0', addr: ADDRESS });
}

/** A port that a program inside finds by its name; the number is kept, for what is saved of a machine tells ports by it. */
export function virtioPortArguments(id: string, nr: number, name: string, chardev: string): string[] {
  return deviceArgument({ driver: 'virtserialport', id, bus: 'ports.0', nr, name, chardev });
}
