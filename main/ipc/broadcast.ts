import type { WebContents } from 'electron';
import { TEXT_EVENTS, type EventName, type EventPayload } from '../../preload/contract';
import type { DomainId } from '../domains/definition';
import type { Hypervisor } from '../hypervisor/hypervisor';
import type { SettingsFile } from '../settings';
import { driverViews, machineRow } from './views';

export const EVENT_CHANNEL = 'paddock:event';

/** What comes at once is told together; the window waits for its next frame, so that here a part of one is enough. */
const BATCH_MS = 5;
/** With very many machines, those that nobody looks at may be told a moment later. */
const UNSEEN_BATCH_MS = 250;
const MANY = 500;

/** Where events go: the contents of the windows that are open. */
export type Audience = () => readonly Pick<WebContents, 'send'>[];

export function send<K extends EventName>(audience: Audience, name: K, payload: EventPayload<K>): void {
  const all = audience();
  if (all.length === 0) return;
  const crossing = TEXT_EVENTS.has(name) ? JSON.stringify(payload) : payload;
  for (const contents of all) contents.send(EVENT_CHANNEL, name, crossing);
}

/** Tells the window what changes: machines in batches, the rest as it happens. Costs nothing while there is no window. */
export function broadcast(
  hypervisor: Hypervisor,
  settings: SettingsFile,
  audience: Audience,
  isSeen: (id: DomainId) => boolean,
): void {
  const changed = new Set<DomainId>();
  const removed = new Set<DomainId>();
  let timer: NodeJS.Timeout | null = null;
  let dueAt = Number.POSITIVE_INFINITY;

  const within = (ms: number): void => {
    if (dueAt <= Date.now() + ms) return;
    if (timer) clearTimeout(timer);
    dueAt = Date.now() + ms;
    timer = setTimeout(flush, ms);
  };
  const flush = (): void => {
    timer = null;
    dueAt = Number.POSITIVE_INFINITY;
    // The newest snapshot is read at the time of sending: ten changes of one machine cross as one.
    const rows = hypervisor.those(changed).map((machine) => machineRow(hypervisor, machine));
    send(audience, 'machines', { changed: rows, removed: [...removed] });
    changed.clear();
    removed.clear();
  };

  const isOneOfMany = (id: DomainId): boolean => hypervisor.count > MANY && !isSeen(id);

  hypervisor.onMachine((event) => {
    if (audience().length === 0) return; // a new window reads the whole list
    if (event.kind === 'removed') {
      changed.delete(event.id);
      removed.add(event.id);
    } else {
      removed.delete(event.snapshot.id);
      changed.add(event.snapshot.id);
    }
    const canWait = event.kind === 'changed' && changed.size < MANY && isOneOfMany(event.snapshot.id);
    within(canWait ? UNSEEN_BATCH_MS : BATCH_MS);
  });
  hypervisor.onDrivers((drivers) => send(audience, 'drivers', driverViews(drivers)));
  hypervisor.onCapabilities((driver) => {
    if (audience().length === 0) return;
    for (const machine of hypervisor.list()) if (machine.driver === driver) changed.add(machine.id);
    if (changed.size > 0) within(BATCH_MS);
  });
  let binTimer: NodeJS.Timeout | null = null;
  hypervisor.onBin(() => {
    if (audience().length === 0) return;
    binTimer ??= setTimeout(() => {
      binTimer = null;
      send(audience, 'bin', { binned: hypervisor.bin.list().length });
    }, BATCH_MS);
  });
  hypervisor.onOperation((record) => send(audience, 'logged', record));
  hypervisor.onHappening((happening) => send(audience, 'logged', happening));
  settings.onChange((now) => send(audience, 'settings', now));
}
