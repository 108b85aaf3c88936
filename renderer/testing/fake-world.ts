import type {
  CallName,
  CallResult,
  DriverView,
  EventName,
  EventPayload,
  Failure,
  MachineRow,
  Settings,
} from '../../preload/contract';
import { DEFAULT_SETTINGS } from '../../preload/contract/default-settings';
import { ALLOWED } from './fake-rows';

/**
 * A small world of machines, for looking at the window without Electron and for its specs. Never part of the app: only
 * `testing/` imports it.
 */
export interface FakeWorld {
  readonly machines: MachineRow[];
  settings: Settings;
  drivers: DriverView[];
  readonly binned: MachineRow[];
  readonly broken: CallResult<'machines.list'>['broken'][number][];
  /** What a call answers instead, by its name. */
  readonly failures: Map<CallName, Failure>;
  /** Every call with its arguments, in order. */
  readonly asked: { readonly name: CallName; readonly args: unknown }[];
  emit<K extends EventName>(name: K, payload: EventPayload<K>): void;
  change(id: string, change: Partial<MachineRow>): void;
}

export const FAKE_SETTINGS: Settings = { ...DEFAULT_SETTINGS, language: 'en' };

/** The world as those see it who answer for it. */
export interface Inhabited extends FakeWorld {
  /** Throws as main does. */
  find(id: string): MachineRow;
  add(...rows: readonly MachineRow[]): void;
  remove(id: string): MachineRow;
  /** Takes a machine out of the bin; throws as main does. */
  takeBinned(id: string): MachineRow;
  /** One that was not given before. */
  nextNumber(): number;
  /** Returns the function that ends the subscription. */
  on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void;
}

const NO_KVM = 'No hardware acceleration: /dev/kvm is not there. Guests are emulated, several times slower.';

const DRIVERS: readonly DriverView[] = [
  {
    id: 'qemu',
    title: 'QEMU',
    creates: true,
    probe: {
      status: 'ready',
      version: '7.2.17',
      notes: [{ tone: 'warning', text: NO_KVM }],
    },
  },
  {
    id: 'test',
    title: 'Test driver',
    creates: true,
    probe: { status: 'ready', version: '0.1.0', notes: [] },
  },
  {
    id: 'lxc',
    title: 'LXC',
    creates: false,
    probe: {
      status: 'missing',
      why: 'lxc-ls was not found in any folder of the search path.',
      install: 'sudo apt install lxc',
    },
  },
  { id: 'incus', title: 'Incus', creates: false, probe: null },
];

/** A world with these machines; the array is kept, and is what there is. */
export function inhabit(machines: MachineRow[]): Inhabited {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  let numbers = 0;
  const world: Inhabited = {
    machines,
    settings: FAKE_SETTINGS,
    drivers: [...DRIVERS],
    binned: [],
    broken: [],
    failures: new Map(),
    asked: [],
    emit: (name, payload) => listeners.get(name)?.forEach((listener) => listener(payload as never)),
    change: (id, change) => {
      const at = machines.findIndex((row) => row.id === id);
      const row = machines[at];
      if (!row) return;
      const state = change.state ?? row.state;
      const next = { ...row, ...change, version: row.version + 1, allows: [...ALLOWED[state]] };
      if (change.state) next.since = Date.now();
      machines[at] = next;
      world.emit('machines', { changed: [next], removed: [] });
    },
    find: (id) => {
      const row = machines.find((one) => one.id === id);
      if (row) return row;
      throw { code: 'machine-not-found', message: 'There is no such machine.' } satisfies Failure;
    },
    add: (...rows) => {
      machines.push(...rows);
      world.emit('machines', { changed: [...rows], removed: [] });
    },
    remove: (id) => {
      const row = world.find(id);
      machines.splice(machines.indexOf(row), 1);
      world.emit('machines', { changed: [], removed: [row.id] });
      return row;
    },
    takeBinned: (id) => {
      const at = world.binned.findIndex((one) => one.id === id);
      const [row] = at < 0 ? [] : world.binned.splice(at, 1);
      if (!row)
        throw { code: 'machine-not-found', message: 'This machine is not in the bin.' } satisfies Failure;
      world.emit('bin', { binned: world.binned.length });
      return row;
    },
    nextNumber: () => numbers++,
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener as (payload: never) => void);
      return () => set.delete(listener as (payload: never) => void);
    },
  };
  return world;
}
