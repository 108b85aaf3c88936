import type { DomainId, Failure, OperationRecord } from '../../preload/contract';
import { call, failureOf, on } from '../bridge';

/** How far back one looks. */
const OPERATIONS_SHOWN = 200;

/** The operations that have ended, of all machines or of one: read once, then kept by events. */
export class OperationLog {
  /** The latest first; null until they have been read. */
  records = $state.raw<readonly OperationRecord[] | null>(null);
  failure = $state.raw<Failure | null>(null);

  constructor(private readonly machine: DomainId | null) {}

  follow(): () => void {
    const end = on('operation', (record) => {
      if (this.records === null || (this.machine !== null && record.id !== this.machine)) return;
      this.records = [record, ...this.records].slice(0, OPERATIONS_SHOWN);
    });
    void this.read();
    return end;
  }

  async read(): Promise<void> {
    try {
      this.records = await call('operations.list', { machine: this.machine, limit: OPERATIONS_SHOWN });
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }
}
