import type { Failure, ForeignView } from '../../preload/contract';
import { call, failureOf } from '../bridge';
import { fieldText } from '../create/form';

/** A machine of another program's that is to be taken over, and how. */
export class Inspected {
  path = $state('');
  name = $state('');
  disks = $state<'copy' | 'in place'>('copy');
  /** Whether a person goes without the disks that are lost. */
  isWithout = $state(false);
  found = $state.raw<ForeignView | null>(null);
  failure = $state.raw<Failure | null>(null);
  isLooking = $state(false);
  /** What is wrong with the name; where there is a remedy, the card that has it says so. */
  readonly nameError = $derived.by(() => {
    if (this.failure?.field !== 'name' || this.failure.remedy) return null;
    return fieldText(this.failure);
  });
  #isNamed = false;
  /** The path that was looked at last: an answer about another one comes too late. */
  #asked = '';

  /** A name that a person gave stays, whatever is chosen next. */
  rename(name: string): void {
    this.name = name;
    this.#isNamed = true;
    if (this.nameError !== null) this.failure = null;
  }

  async look(path: string): Promise<void> {
    this.path = path;
    this.#asked = path;
    this.found = null;
    this.isWithout = false;
    this.failure = null;
    if (path === '') return;
    this.isLooking = true;
    try {
      const found = await call('import.inspect', { path });
      if (this.#asked !== path) return;
      this.found = found;
      if (!found.inPlace.allowed) this.disks = 'copy';
      if (!this.#isNamed) this.name = await freeName(found.name);
    } catch (error) {
      if (this.#asked === path) this.failure = failureOf(error);
    } finally {
      if (this.#asked === path) this.isLooking = false;
    }
  }
}

/** The name itself, or the first free one like it; a name that can't be used here is left for a person to mend. */
async function freeName(name: string): Promise<string> {
  return call('machines.freeName', { driver: 'qemu', name: name.slice(0, 90) }).catch(() => name);
}

const ENDINGS = ['ova', 'ovf', 'xml', 'conf', 'utm', 'vmdk', 'vdi', 'vhdx', 'vhd'];

/** Whether a file is one that only an import makes a machine of. */
export function isForeign(path: string): boolean {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return ENDINGS.includes(ending);
}
