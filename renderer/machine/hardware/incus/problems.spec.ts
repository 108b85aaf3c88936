import { describe, expect, it } from 'vitest';
import type { Device } from './device';
import { incusProblems } from './problems';

const every = { name: 'one', settings: [] };
const fieldsWrong = (...devices: Device[]): string[] =>
  Object.keys(incusProblems({ memory: null, cpus: null, devices }));

describe('What is wrong with an instance’s devices', () => {
  it('is told at the field, by the device’s place among all', () => {
    const right: Device = { ...every, kind: 'share', source: '/srv', path: '/mnt', readOnly: false };
    expect(fieldsWrong(right, { ...right, source: '', path: 'mnt' })).toEqual([
      'devices.1.source',
      'devices.1.path',
    ]);
  });

  it('is a port that is empty or too high', () => {
    const ends = { hostAddress: '127.0.0.1', hostPort: NaN, guestAddress: '127.0.0.1', guestPort: 65_536 };
    expect(fieldsWrong({ ...every, ...ends, kind: 'forward', protocol: 'tcp' })).toEqual([
      'devices.0.hostPort',
      'devices.0.guestPort',
    ]);
  });

  it('is a card’s MAC address that is none, and a network that is not named', () => {
    const card = { ...every, kind: 'card', inside: null } as const;
    expect(fieldsWrong({ ...card, to: { by: 'network', network: '' }, mac: 'aa:bb' })).toEqual([
      'devices.0.network',
      'devices.0.mac',
    ]);
    expect(fieldsWrong({ ...card, to: { by: 'network', network: 'lan' }, mac: null })).toEqual([]);
  });

  it('is a setting of any other device without a key, with one that stands there already, or with its type', () => {
    const settings = ['id', '', 'id', 'type'].map((key) => ({ key, value: '' }));
    expect(fieldsWrong({ name: 'gpu0', kind: 'other', type: 'gpu', settings })).toEqual([
      'devices.0.settings.1.key',
      'devices.0.settings.2.key',
      'devices.0.settings.3.key',
    ]);
  });

  it('is a volume without a name, or with no room; a drive of its own needs no place inside', () => {
    const volume = { ...every, kind: 'volume', pool: 'default', readOnly: false } as const;
    expect(fieldsWrong({ ...volume, volume: '', path: null, make: { bytes: 0 } })).toEqual([
      'devices.0.volume',
      'devices.0.bytes',
    ]);
    expect(fieldsWrong({ ...volume, volume: 'data', path: null, make: null })).toEqual([]);
  });
});
