import { z } from 'zod';
import { deviceId, IdSchema } from './names';
import { deviceArgument, type DeviceProperties } from './options';
import { plugDevice, type Plug } from './plug';

const number = z.number().int().min(0).max(0xffff);

/** A device of this computer that the machine has for itself, as `lsusb` shows it: `1d6b:0002`. */
export const UsbDeviceSchema = z.object({ id: IdSchema, vendor: number, product: number });
export type UsbDevice = z.infer<typeof UsbDeviceSchema>;

export const UsbSchema = z.object({
  /** `auto` where the machine has a screen, whose pointer is a USB one. */
  controller: z.enum(['auto', 'xhci', 'none']).default('auto'),
  devices: z.array(UsbDeviceSchema).max(16).default([]),
});
export type Usb = z.infer<typeof UsbSchema>;

export const USB_DEFAULTS: Usb = { controller: 'auto', devices: [] };

export function hasController({ controller, devices }: Usb, hasScreen: boolean): boolean {
  return controller === 'xhci' || devices.length > 0 || (controller === 'auto' && hasScreen);
}

/** Waits for the device where it is not plugged in: QEMU takes it as soon as it is. */
export function usbDevice({ id, vendor, product }: UsbDevice): DeviceProperties {
  return { driver: 'usb-host', id: deviceId(id), bus: 'usb.0', vendorid: vendor, productid: product };
}

export function usbArguments(usb: Usb, hasScreen: boolean): string[] {
  if (!hasController(usb, hasScreen)) return [];
  return [
    ...['-device', 'qemu-xhci,id=usb'],
    // A tablet tells where the pointer is; a mouse only how far it moved, which never fits a window.
    ...(hasScreen ? ['-device', 'usb-tablet,bus=usb.0'] : []),
    ...usb.devices.flatMap((device) => deviceArgument(usbDevice(device))),
  ];
}

export async function plugUsb(plug: Plug, device: UsbDevice): Promise<void> {
  await plugDevice(plug, usbDevice(device));
}

export async function unplugUsb(plug: Plug, { id }: Pick<UsbDevice, 'id'>): Promise<void> {
  await plug.unplug(deviceId(id), 'USB device');
}
