import type { QemuChoices } from './config';
import type { Companions } from './companions';
import { hostBridges } from '../bridges';
import { hostUsbDevices } from './host-devices';
import { isRecent, type QemuFacts } from './probe';
import { runProgram } from '../program';

const LIMIT_MS = 15_000;

/** What this QEMU was built with; the same for as long as it is installed. */
export type Built = Pick<QemuChoices, 'models' | 'displays'>;

export async function builtIn({ system }: Pick<QemuFacts, 'system'>): Promise<Built> {
  const [models, devices] = await Promise.all(
    ['-cpu', '-device'].map((list) => runProgram([system, list, 'help'], { limitMs: LIMIT_MS })),
  );
  return {
    models: parseModels(models?.stdout ?? ''),
    displays: parseDisplays(devices?.stdout ?? ''),
  };
}

/** The processors of `-cpu help`, without the versions of each, which its plain name stands for. */
export function parseModels(help: string): string[] {
  const [list = ''] = help.split(/^Recognized CPUID/m);
  const names = [...list.matchAll(/^(?:x86 )?\s*([A-Za-z0-9][\w.-]*)(?:\s|$)/gm)].map(
    ([, name = '']) => name,
  );
  return names.filter((name) => !/-v\d+$/.test(name) && name !== 'Available').sort();
}

const DISPLAY_DEVICES = { vga: 'VGA', virtio: 'virtio-vga', qxl: 'qxl-vga' } as const;

export function parseDisplays(help: string): QemuChoices['displays'] {
  const all = ['vga', 'virtio', 'qxl'] as const;
  return [...all.filter((display) => help.includes(`name "${DISPLAY_DEVICES[display]}"`)), 'none'];
}

/** The version that brought `-netdev stream`, by which passt is spoken to. */
const STREAMS = { major: 7, minor: 2 } as const;

/** What can be chosen for a machine of this computer, now. */
export async function choicesOf(
  { version }: Pick<QemuFacts, 'version'>,
  built: Built,
  companions: Companions,
): Promise<QemuChoices> {
  const [bridges, usb] = await Promise.all([hostBridges(), hostUsbDevices()]);
  return {
    ...built,
    bridges: [...bridges],
    usb: [...usb],
    passt: companions.passt !== null && isRecent(version, STREAMS),
    virtiofs: companions.virtiofsd !== null,
  };
}
