import { createHash } from 'node:crypto';
import { DomainIdSchema, type Definition, type DomainId } from '../../domains/definition';
import type { TestConfig } from './config';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

interface Figure {
  readonly name: string;
  readonly system: string;
  readonly initial: TestConfig['initial'];
  readonly memory: number;
  readonly cpus: number;
  readonly tags: readonly string[];
  readonly description: string;
  readonly faults?: TestConfig['faults'];
}

/** A small shop's machines: something in every state, and a few that misbehave on purpose. */
const FIGURES: readonly Figure[] = [
  {
    name: 'web-frontend',
    system: 'Debian 12',
    initial: 'running',
    memory: 2 * GIB,
    cpus: 2,
    tags: ['shop', 'production'],
    description: 'Serves the shop. nginx in front, two workers behind.',
  },
  {
    name: 'orders-db',
    system: 'Fedora 41',
    initial: 'paused',
    memory: 8 * GIB,
    cpus: 4,
    tags: ['shop', 'production'],
    description: 'PostgreSQL 16. Paused while the disk below it is replaced.',
  },
  {
    name: 'build box',
    system: 'Ubuntu 24.04',
    initial: 'crashed',
    memory: 16 * GIB,
    cpus: 8,
    tags: ['ci'],
    description: 'Crashes now and then under load.',
    faults: ['crashes-after-start'],
  },
  {
    name: 'Windows 11 (accounts)',
    system: 'Windows 11',
    initial: 'shutoff',
    memory: 8 * GIB,
    cpus: 4,
    tags: ['office'],
    description: 'For the tax program, once a quarter.',
  },
  {
    name: 'kernel-playground',
    system: 'Arch Linux',
    initial: 'saved',
    memory: 4 * GIB,
    cpus: 4,
    tags: ['lab'],
    description: 'Saved in the middle of a bisect.',
  },
  {
    name: 'backup-target',
    system: 'FreeBSD 14',
    initial: 'unknown',
    memory: 1 * GIB,
    cpus: 1,
    tags: ['backup'],
    description: 'Its host does not answer, so nobody knows what it does.',
  },
  {
    name: 'stubborn',
    system: 'Debian 12',
    initial: 'running',
    memory: 512 * MIB,
    cpus: 1,
    tags: ['lab'],
    description: 'Does not listen when it is asked to shut down: force it off.',
    faults: ['shutdown-ignored'],
  },
  {
    name: 'Übungsrechner 東京',
    system: 'Alpine 3.20',
    initial: 'running',
    memory: 256 * MIB,
    cpus: 1,
    tags: ['classroom'],
    description: 'One of thirty for the Thursday class.',
  },
  {
    name: 'never-starts',
    system: 'Alpine 3.20',
    initial: 'shutoff',
    memory: 256 * MIB,
    cpus: 1,
    tags: ['lab'],
    description: 'Shows what an error looks like.',
    faults: ['start-fails'],
  },
  {
    name: 'slow-to-wake',
    system: 'openSUSE Leap',
    initial: 'shutoff',
    memory: 1 * GIB,
    cpus: 2,
    tags: ['lab'],
    description: 'Hangs while starting: cancel it, or force it off.',
    faults: ['hangs-on-start'],
  },
];

/** The same identity at each start, so that a page that was open can be opened again. */
function idFor(name: string): DomainId {
  const hex = createHash('sha256').update(`paddock demo ${name}`).digest('hex');
  return DomainIdSchema.parse(
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
  );
}

function definition(figure: Figure, pace: number): Definition<TestConfig> {
  const { name, description, tags, system, initial, memory, cpus, faults = [] } = figure;
  return {
    format: 1,
    id: idFor(name),
    driver: 'test',
    name,
    description,
    tags: [...tags],
    createdAt: '2026-03-01T09:00:00.000Z',
    autostart: null,
    snapshots: [],
    snapshot: null,
    protected: false,
    config: { memory, cpus, system, initial, pace, faults: [...faults] },
  };
}

export function demoWorld(pace: number): Definition<TestConfig>[] {
  return FIGURES.map((figure) => definition(figure, pace));
}

/** Any number of machines, in all states that last, for trying how the window bears them. */
export function manyMachines(count: number, pace: number): Definition<TestConfig>[] {
  const states = ['running', 'shutoff', 'running', 'paused', 'shutoff'] as const;
  const systems = ['Debian 12', 'Fedora 41', 'Alpine 3.20'] as const;
  return Array.from({ length: count }, (_, at) =>
    definition(
      {
        name: `machine-${String(at + 1).padStart(5, '0')}`,
        system: systems[at % systems.length] ?? 'Debian 12',
        initial: states[at % states.length] ?? 'shutoff',
        memory: ((at % 8) + 1) * 512 * MIB,
        cpus: (at % 4) + 1,
        tags: [`group-${(at % 12) + 1}`],
        description: '',
      },
      pace,
    ),
  );
}
