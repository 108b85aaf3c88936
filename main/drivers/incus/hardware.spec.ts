import { describe, expect, it } from 'vitest';
import { PaddockError } from '../../domains/failure';
import { IncusConfigSchema, type IncusConfig } from './config';
import { deviceFailure } from './device-failure';
import { readDevice, type RawDevices } from './devices';
import { incusFailure } from './errors';
import { changed, devicesOfCopy, hardwareOf, liveIn, planChange } from './hardware';

const config = (more: Partial<IncusConfig> = {}): IncusConfig =>
  IncusConfigSchema.parse({ instance: 'web', type: 'container', ...more });
const SHARE = { type: 'disk', source: '/srv', path: '/srv' };

describe('a change of an instance', () => {
  const now = {
    config: { 'limits.memory': '50%', 'volatile.uuid': 'u' },
    description: 'theirs',
    devices: { theirs: { type: 'gpu' }, gone: SHARE },
    ephemeral: false,
    profiles: ['default'],
    stateful: false,
  };

  it('changes what differs, and leaves what others set since', () => {
    const from = config({ devices: { gone: SHARE } });
    const to = config({ cpus: 2, devices: { fresh: SHARE } });
    expect(changed(now, from, to)).toEqual({
      ...now,
      config: { ...now.config, 'limits.cpu': '2' },
      devices: { theirs: { type: 'gpu' }, fresh: SHARE },
    });
  });

  it('takes a limit away', () => {
    const body = changed(now, config({ memory: 1024 ** 3 }), config());
    expect(body.config).toEqual({ 'volatile.uuid': 'u' });
  });

  it('is refused where two devices have one name, or a setting stands there twice', () => {
    const devices = [readDevice('a', SHARE), readDevice('a', SHARE)];
    const plan = (wanted: typeof devices): unknown => {
      try {
        return planChange(config(), { memory: null, cpus: null, devices: wanted });
      } catch (error) {
        return error instanceof PaddockError ? error.failure.field : error;
      }
    };
    expect(plan(devices)).toBe('hardware.devices.1.name');
    const again = {
      ...readDevice('a', { type: 'gpu', id: '1' }),
      settings: Array(2).fill({ key: 'id', value: '' }),
    };
    expect(plan([again])).toBe('hardware.devices.0.settings');
    const another = { ...again, settings: [{ key: 'type', value: 'disk' }] };
    expect(plan([another])).toBe('hardware.devices.0.settings');
  });

  it('is none where the form was not changed', () => {
    const before = config({ devices: { data: { type: 'disk', pool: 'p', source: 'v', path: '/d' } } });
    expect(planChange(before, hardwareOf(before))).toEqual(before);
  });
});

describe('fields that change at once', () => {
  const devices: RawDevices = {
    root: { type: 'disk', path: '/', pool: 'p' },
    eth0: { type: 'nic', network: 'n' },
  };
  it('are all of a container', () => {
    expect(liveIn(config({ devices }))).toEqual(['memory', 'cpus', 'devices', 'devices[]']);
  });
  it('are not the disk that a virtual machine stands on', () => {
    const live = liveIn(config({ type: 'virtual-machine', devices }));
    expect(live).toContain('devices.eth0');
    expect(live).not.toContain('devices.root');
  });
});

describe('a copy', () => {
  it('has its original’s devices, but no MAC address of its', () => {
    const card = { type: 'nic', network: 'n', hwaddr: '10:66:6a:01:02:03' };
    expect(devicesOfCopy({ eth0: card, srv: SHARE })).toEqual({
      eth0: { type: 'nic', network: 'n' },
      srv: SHARE,
    });
  });
});

describe('what Incus refuses of a device', () => {
  const devices = [readDevice('other', { type: 'gpu' }), readDevice('p2', SHARE)];
  it.each([
    [
      'Failed add validation for device "p2": Missing source path "/x" for disk "p2"',
      'file-missing',
      '.source',
    ],
    [
      'Failed to start device "p2": Error: Failed to listen on 127.0.0.1:80: bind: address already in use',
      'port-taken',
      '.hostPort',
    ],
    [
      'Failed to start device "p2": Error occurred when starting proxy device: Failed to receive fd from listener process',
      'port-taken',
      '.hostPort',
    ],
    [
      'Failed add validation for device "p2": Failed to get storage pool "x": not found',
      'file-missing',
      '.pool',
    ],
    ['Failed to start device "p2": Parent device "nope" doesn\'t exist', 'file-missing', '.parent'],
    [
      'Device validation failed for "p2": Failed to load network "n": Network not found',
      'file-missing',
      '.network',
    ],
    ['Failed to start device "p2": something else', 'program-failed', ''],
  ])('is told at its field: %s', (words, code, field) => {
    const failure = deviceFailure(incusFailure('change the instance', 0, words), devices);
    expect(failure).toMatchObject({ failure: { code, field: `hardware.devices.1${field}` } });
  });
});
