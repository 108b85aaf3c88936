import type { IncusHardwareChoices } from '../../../../preload/contract';
import type { DeviceOf } from './device';

type Choices = IncusHardwareChoices;
type Volume = Choices['pools'][number]['volumes'][number];

/** The volumes of a pool that an instance can have: containers know folders only. */
export function fitting(choices: Choices | null, pool: string): readonly Volume[] {
  const volumes = choices?.pools.find(({ name }) => name === pool)?.volumes ?? [];
  return choices?.type === 'virtual-machine'
    ? volumes
    : volumes.filter(({ content }) => content === 'filesystem');
}

/** Where a volume is seen inside; null for a drive of its own and for the picture of a CD. */
export function placeFor(
  choices: Choices | null,
  { pool, volume, path, name }: DeviceOf<'volume'>,
): string | null {
  const chosen = fitting(choices, pool).find((one) => one.name === volume);
  if (chosen && chosen.content !== 'filesystem') return null;
  return path ?? `/mnt/${name}`;
}
