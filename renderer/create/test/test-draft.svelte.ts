import type { AppInfo, Failure } from '../../../preload/contract';
import type { Filled, FormDraft } from '../form';
import { Sizes } from '../sizes.svelte';
import { WrongFields } from '../wrong-fields.svelte';

export const SYSTEMS = [
  'Debian 12',
  'Ubuntu 24.04',
  'Fedora 41',
  'Alpine 3.20',
  'FreeBSD 14',
  'Windows 11',
] as const;

const FIELDS: Readonly<Record<string, string>> = {
  'request.memory': 'memory',
  'request.cpus': 'cpus',
  'request.system': 'system',
};

/** The form of a simulated machine. */
class TestDraft extends WrongFields implements FormDraft {
  readonly sizes = new Sizes();
  system = $state<string>(SYSTEMS[0]);

  fill(host: AppInfo): void {
    this.sizes.fill(host);
  }

  reset(): void {
    this.sizes.reset();
    this.system = SYSTEMS[0];
    this.errors = {};
  }

  read(): Filled | null {
    if (!this.isRight(this.sizes.problems)) return null;
    return { driver: 'test', request: { ...this.sizes.read, system: this.system, pace: 400, faults: [] } };
  }

  place(failure: Failure): boolean {
    return this.placeAt(FIELDS[failure.field ?? ''], failure);
  }

  save(): unknown {
    return { sizes: this.sizes.save(), system: this.system };
  }

  restore(saved: unknown): void {
    const { sizes, system } = (saved ?? {}) as Partial<Record<string, unknown>>;
    this.sizes.restore(sizes);
    if (SYSTEMS.some((one) => one === system)) this.system = String(system);
  }
}

export const testDraft = new TestDraft();
