import type { DomainId, Failure, LogEntry } from '../../preload/contract';
import { call, failureOf, on } from '../bridge';

/** How far back one looks. */
const ENTRIES_SHOWN = 200;

/** What was done to machines and happened to them, to all or to one: read once, then kept by events. */
export class OperationLog {
  /** The latest first; null until they have been read. */
  entries = $state.raw<readonly LogEntry[] | null>(null);
  failure = $state.raw<Failure | null>(null);

  constructor(private readonly machine: DomainId | null) {}

  follow(): () => void {
    const end = on('logged', (entry) => {
      if (this.entries === null || (this.machine !== null && entry.id !== this.machine)) return;
      this.entries = [entry, ...this.entries].slice(0, ENTRIES_SHOWN);
    });
    void this.read();
    return end;
  }

  async read(): Promise<void> {
    try {
      this.entries = await call('operations.list', { machine: this.machine, limit: ENTRIES_SHOWN });
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }
}
