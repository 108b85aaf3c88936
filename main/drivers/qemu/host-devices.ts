import { access, constants, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PaddockError } from '../../domains/failure';

/** A USB device of this computer. */
export interface HostUsbDevice {
  readonly vendor: number;
  readonly product: number;
  /** What it calls itself; may be empty. */
  readonly title: string;
  /** Whether a machine may have it: its file can be opened for writing. */
  readonly usable: boolean;
}

const USB = '/sys/bus/usb/devices';
/** Of the USB class codes: hubs are part of the computer, not devices to give away. */
const HUB = '09';

/** The USB devices that are plugged in, by what Linux tells in /sys; none where it tells nothing. */
export async function hostUsbDevices(
  folder = USB,
  files = '/dev/bus/usb',
): Promise<readonly HostUsbDevice[]> {
  const names = await readdir(folder).catch(() => []);
  const found: HostUsbDevice[] = [];
  for (const name of names.sort()) {
    if (name.includes(':')) continue; // an interface of one
    const read = (file: string): Promise<string> =>
      readFile(join(folder, name, file), 'utf8').then(
        (text) => text.trim(),
        () => '',
      );
    if ((await read('bDeviceClass')) === HUB) continue;
    const [vendor, product] = [parseInt(await read('idVendor'), 16), parseInt(await read('idProduct'), 16)];
    if (!Number.isInteger(vendor) || !Number.isInteger(product)) continue;
    const title = [await read('manufacturer'), await read('product')].filter(Boolean).join(' ');
    const [bus, device] = [await read('busnum'), await read('devnum')].map((text) => text.padStart(3, '0'));
    const usable = await access(join(files, bus ?? '', device ?? ''), constants.W_OK).then(
      () => true,
      () => false,
    );
    found.push({ vendor, product, title, usable });
  }
  return found;
}

/** Throws where the device is not plugged in (QEMU itself would wait for it without a word) or may not be used. */
export async function checkUsbPresent(
  { vendor, product }: Pick<HostUsbDevice, 'vendor' | 'product'>,
  field: string,
): Promise<void> {
  const here = (await hostUsbDevices()).filter((one) => one.vendor === vendor && one.product === product);
  if (here.some(({ usable }) => usable)) return;
  const name = [vendor, product].map((number) => number.toString(16).padStart(4, '0')).join(':');
  throw new PaddockError(
    here.length === 0
      ? {
          code: 'file-missing',
          message: `The USB device ${name} is not plugged in.`,
          next: 'Plug it in, and choose it again.',
          field,
        }
      : {
          code: 'file-unreadable',
          message: `The USB device ${name} may not be used.`,
          cause: 'Your user account may not write to its file below /dev/bus/usb.',
          next: 'Allow it with a udev rule, or have the device’s group given to your account.',
          field,
        },
  );
}
