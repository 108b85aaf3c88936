import type { Remote } from '../../preload/contract';

const GIB = 1024 ** 3;

/** A cluster of which one member is off, and a server that can't be reached. */
export function fakeRemotes(): Remote[] {
  return [
    {
      name: 'lab',
      address: 'lab.example:8443',
      fingerprint: '1f'.repeat(32),
      found: {
        status: 'connected',
        version: '6.0.4',
        members: [
          {
            name: 'm1',
            state: 'online',
            message: 'Fully operational',
            roles: ['database-leader'],
            load: 0.7,
            memory: { used: 9 * GIB, total: 32 * GIB },
          },
          {
            name: 'm2',
            state: 'evacuated',
            message: 'Unavailable due to maintenance',
            roles: ['database'],
            load: 0.1,
            memory: { used: 2 * GIB, total: 32 * GIB },
          },
          {
            name: 'm3',
            state: 'offline',
            message: 'No heartbeat for 2m',
            roles: [],
            load: null,
            memory: null,
          },
        ],
      },
    },
    {
      name: 'attic',
      address: '192.0.2.7:8443',
      fingerprint: 'c4'.repeat(32),
      found: { status: 'lost', why: 'connect ECONNREFUSED 192.0.2.7:8443' },
    },
  ];
}
