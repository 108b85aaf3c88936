import { t } from '../../../text/text';
import type { HardwareOf, Problems } from '../draft.svelte';
import { limitProblems, numberProblem } from '../sizes';
import type { Device } from './device';

const PORT_MAX = 65_535;
const MAC = /^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/;

/** What is wrong with an instance as it is filled in; NaN stands for a port that is empty. */
export function incusProblems(wanted: HardwareOf<'incus'>): Problems {
  const problems: Record<string, string> = limitProblems(wanted);
  for (const [index, device] of wanted.devices.entries()) {
    for (const [field, problem] of Object.entries(deviceProblems(device))) {
      if (problem !== null) problems[`devices.${index}.${field}`] = problem;
    }
  }
  return problems;
}

function deviceProblems(device: Device): Readonly<Record<string, string | null>> {
  switch (device.kind) {
    case 'root':
      return { pool: missing(device.pool), bytes: badSize(device.bytes) };
    case 'share':
      return { source: badPath(device.source), path: badPath(device.path) };
    case 'volume':
      return {
        pool: missing(device.pool),
        volume: missing(device.volume),
        path: device.path === null ? null : badPath(device.path),
        bytes: device.make && badSize(device.make.bytes),
      };
    case 'media':
      return { source: badPath(device.source) };
    case 'card':
      return {
        ...(device.to.by === 'network'
          ? { network: missing(device.to.network) }
          : { parent: missing(device.to.parent) }),
        mac: device.mac === null || MAC.test(device.mac) ? null : t('hardware.badMac'),
      };
    case 'forward':
      return {
        hostAddress: missing(device.hostAddress),
        hostPort: numberProblem(device.hostPort, 1, PORT_MAX),
        guestAddress: missing(device.guestAddress),
        guestPort: numberProblem(device.guestPort, 1, PORT_MAX),
      };
    case 'other':
      return keyProblems(device.settings);
    case 'none':
      return {};
  }
}

/** Of each setting: its key must be there, and once; what type the device is of is none of them. */
function keyProblems(settings: Device['settings']): Readonly<Record<string, string | null>> {
  const keys = settings.map(({ key }) => key);
  const problems = keys.map((key, index) => {
    const isTaken = key === 'type' || keys.indexOf(key) < index;
    return [
      `settings.${index}.key`,
      missing(key) ?? (isTaken ? t('hardware.incus.keyTaken') : null),
    ] as const;
  });
  return Object.fromEntries(problems);
}

function missing(word: string): string | null {
  return word.trim() === '' ? t('hardware.incus.missing') : null;
}

function badPath(path: string): string | null {
  return path.startsWith('/') ? null : t('hardware.incus.badPath');
}

function badSize(bytes: number | null): string | null {
  return bytes === null ? null : numberProblem(bytes, 1, Number.MAX_SAFE_INTEGER);
}
