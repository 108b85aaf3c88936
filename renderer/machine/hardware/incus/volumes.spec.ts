import { describe, expect, it } from 'vitest';
import type { IncusHardwareChoices } from '../../../../preload/contract';
import type { DeviceOf } from './device';
import { fitting, placeFor } from './volumes';

const choicesOf = (type: IncusHardwareChoices['type']): IncusHardwareChoices => ({
  type,
  isHere: true,
  inherited: [],
  pools: [
    {
      name: 'default',
      driver: 'dir',
      volumes: [
        { name: 'files', content: 'filesystem' },
        { name: 'drive', content: 'block' },
        { name: 'setup', content: 'iso' },
      ],
    },
  ],
  networks: [],
  interfaces: [],
});
const volume = (name: string, path: string | null): DeviceOf<'volume'> => ({
  kind: 'volume',
  name: 'disk0',
  pool: 'default',
  volume: name,
  path,
  readOnly: false,
  make: null,
  settings: [],
});

describe('The volumes of a pool', () => {
  it('are offered where the instance can have them: to a container folders only', () => {
    const names = (choices: IncusHardwareChoices): string[] =>
      fitting(choices, 'default').map(({ name }) => name);
    expect(names(choicesOf('container'))).toEqual(['files']);
    expect(names(choicesOf('virtual-machine'))).toEqual(['files', 'drive', 'setup']);
    expect(fitting(choicesOf('container'), 'nowhere')).toEqual([]);
  });

  it('have a place inside where they are folders, and none where they are drives', () => {
    const choices = choicesOf('virtual-machine');
    expect(placeFor(choices, volume('drive', '/mnt/disk0'))).toBeNull();
    expect(placeFor(choices, volume('setup', null))).toBeNull();
    expect(placeFor(choices, volume('files', null))).toBe('/mnt/disk0');
    expect(placeFor(choices, volume('files', '/srv'))).toBe('/srv');
  });
});
