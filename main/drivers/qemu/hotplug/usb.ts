import type { QemuConfig } from '../config';
import type { Plug } from '../devices/plug';
import { hasController, plugUsb, unplugUsb } from '../devices/usb';
import { changesOf, without, type Step } from './step';

export function usbSteps(plug: Plug, running: QemuConfig, from: QemuConfig, to: QemuConfig): readonly Step[] {
  if (!hasController(running.usb, running.display !== 'none')) return [];
  const all = [running, from, to].map(({ usb }) => usb.devices);
  const [now = [], before = [], after = []] = all;
  const { gone, fresh } = changesOf(now, before, after, () => true);
  return [
    ...gone.map((device) => ({
      run: () => unplugUsb(plug, device),
      undo: () => plugUsb(plug, device),
      after: (config: QemuConfig) => ({
        ...config,
        usb: { ...config.usb, devices: without(config.usb.devices, device) },
      }),
    })),
    ...fresh.map((device) => ({
      run: () => plugUsb(plug, device),
      undo: () => unplugUsb(plug, device),
      after: (config: QemuConfig) => ({
        ...config,
        usb: { ...config.usb, devices: [...config.usb.devices, device] },
      }),
    })),
  ];
}
