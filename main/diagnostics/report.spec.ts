import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings';
import { cleanerFor } from './cleaner';
import { report, type Facts } from './report';

const AT = Date.parse('2026-11-25T12:00:00.000Z');
const facts: Facts = {
  at: AT,
  versions: { Paddock: '0.1.0', System: 'Linux 6.1' },
  drivers: [
    {
      id: 'qemu',
      title: 'QEMU',
      probe: {
        status: 'ready',
        version: '7.2.0',
        notes: [{ tone: 'warning', text: '/home/ada/kvm is not there' }],
      },
    },
    { id: 'lxc', title: 'LXC', probe: { status: 'missing', why: 'No lxc-start for ada.', install: null } },
  ],
  settings: { ...DEFAULT_SETTINGS, diskFolder: '/home/ada/disks', qemuSystem: '/opt/secret-project/qemu' },
  machines: [
    { driver: 'qemu', state: 'running' },
    { driver: 'qemu', state: 'running' },
    { driver: 'lxc', state: 'shutoff' },
  ],
  broken: 1,
  binned: 2,
  locks: [
    {
      driver: 'qemu',
      list: { name: 'the list', rank: 'list', holder: null, queue: [] },
      machines: [
        {
          id: '6f1c2d34-5e6f-4a7b-8c9d-0e1f2a3b4c5d' as never,
          name: 'secret-project',
          version: 1,
          state: 'running',
          lock: {
            name: 'machine “secret-project”',
            rank: 'machine',
            holder: { purpose: 'snapshot-create', since: AT - 5000 },
            queue: ['start'],
          },
          jobs: [
            {
              id: 'j',
              operation: 'clone',
              by: 'window',
              since: AT - 8000,
              step: 'Copying secret-project',
              progress: { done: 1, total: 4, unit: 'steps' },
              cancellable: true,
            },
          ],
          waitingForJobs: [],
        } as never,
      ],
    },
  ],
  log: '2026-11-25T11:59:00.000Z hypervisor: start “secret-project” by window: password=hunter2\n',
};
const text = report(
  facts,
  cleanerFor({ home: '/home/ada', user: 'ada', host: 'lovelace', names: ['secret-project'], servers: [] }),
);

describe('a report', () => {
  it('tells versions, hypervisors, settings, counts, locks and the log', () => {
    for (const line of [
      '- Paddock: 0.1.0',
      '- QEMU: 7.2.0',
      '  - warning: ~/kvm is not there',
      '- LXC: missing. No lxc-start for <user>.',
      '- theme: system',
      '- diskFolder: ~/disks',
      '- qemu: 2 running',
      '- lxc: 1 shutoff',
      '- not readable: 1',
      '- in the bin: 2',
      '- a machine of qemu: held for snapshot-create since 5 s; clone by window since 8 s, 25 %; 1 wait for the lock',
      '2026-11-25T11:59:00.000Z hypervisor: start “…” by window: password=<secret>',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
  });

  it('tells no name of a machine or a person, and no secret', () => {
    for (const secret of [/secret-project/, /\bada\b/, /\/home/, /hunter2/]) expect(text).not.toMatch(secret);
  });
});
