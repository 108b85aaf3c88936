import { describe, expect, it } from 'vitest';
import type { Device } from './device';
import { summary } from './summary';

const every = { name: 'one', settings: [] };

describe('A device in a line', () => {
  it.each<[string, Device]>([
    ['default', { ...every, kind: 'root', pool: 'default', bytes: null }],
    ['default, 10 GiB', { ...every, kind: 'root', pool: 'default', bytes: 10 * 1024 ** 3 }],
    ['/srv → /mnt', { ...every, kind: 'share', source: '/srv', path: '/mnt', readOnly: true }],
    [
      'default/data → /mnt',
      {
        ...every,
        kind: 'volume',
        pool: 'default',
        volume: 'data',
        path: '/mnt',
        readOnly: false,
        make: null,
      },
    ],
    [
      'default/data',
      { ...every, kind: 'volume', pool: 'default', volume: 'data', path: null, readOnly: false, make: null },
    ],
    ['/srv/cd.iso', { ...every, kind: 'media', source: '/srv/cd.iso', readOnly: true }],
    [
      'incusbr0',
      { ...every, kind: 'card', to: { by: 'network', network: 'incusbr0' }, mac: null, inside: null },
    ],
    [
      'macvlan, eth0',
      {
        ...every,
        kind: 'card',
        to: { by: 'interface', nictype: 'macvlan', parent: 'eth0' },
        mac: null,
        inside: null,
      },
    ],
    [
      'tcp [::1]:80 → 127.0.0.1:8080',
      {
        ...every,
        kind: 'forward',
        protocol: 'tcp',
        hostAddress: '::1',
        hostPort: 80,
        guestAddress: '127.0.0.1',
        guestPort: 8080,
      },
    ],
    ['unix-char', { ...every, kind: 'other', type: 'unix-char' }],
  ])('says %s', (line, device) => expect(summary(device)).toBe(line));
});
