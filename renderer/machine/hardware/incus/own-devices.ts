import type { IncusHardwareChoices } from '../../../../preload/contract';
import type { HardwareDraft } from '../draft.svelte';
import { freeName } from '../free-name';
import type { Device } from './device';

/** A name for a new device that neither one of the instance's own has, nor one of its profiles'. */
export function nameFor(prefix: string, draft: HardwareDraft, choices: IncusHardwareChoices | null): string {
  const own = [...draft.of('incus').devices, ...draft.baseOf('incus').devices];
  const inherited = (choices?.inherited ?? []).map(({ device }) => device);
  return freeName(
    prefix,
    [...own, ...inherited].map(({ name }) => name),
  );
}

/** Takes one out of the instance's own; what a profile gives under its name counts again. */
export function remove(draft: HardwareDraft, { name }: Device): void {
  const wanted = draft.of('incus');
  wanted.devices = wanted.devices.filter((device) => device.name !== name);
  draft.clearError('devices'); // those after it have other places now
}

/** The path of what says when a change of one counts: a new one is put in, one that is there is changed. */
export function whenField(draft: HardwareDraft, { kind, name }: Device): string {
  const isThere = draft.baseOf('incus').devices.some((device) => device.name === name);
  // The disk it stands on is never a new one, only one that a profile gave.
  return isThere || kind === 'root' ? `devices.${name}` : 'devices[]';
}
