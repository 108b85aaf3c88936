import type { AppInfo } from '../../preload/contract';
import { settings } from '../live/settings.svelte';
import { CPUS_MAX, MEMORY_MAX_MIB, MEMORY_MIN_MIB, MIB, sizesFor, sizesForSystem } from './defaults';
import { problemOf } from './form';

/** How much memory and how many CPUs a new machine gets. */
export class Sizes {
  /** As typed; null while it is the default or the field is empty. */
  memoryMiB = $state<number | null>(null);
  cpus = $state<number | null>(null);
  /** Whether a person chose them: then nothing that is recognised changes them. */
  isChosen = $state(false);
  /** Whether they follow from a system that was recognised. */
  #isSuggested = false;

  /** Takes the defaults, which follow the settings for as long as nothing else was chosen or suggested. */
  fill(host: AppInfo): void {
    if (this.isChosen || this.#isSuggested) return;
    const sizes = sizesFor(host, settings.current);
    this.memoryMiB = sizes.memoryMiB;
    this.cpus = sizes.cpus;
  }

  /** Takes what a system wants, as far as this computer has it to give. */
  suggest(memoryBytes: number | null, cpus: number | null, host: AppInfo | null): void {
    if (this.isChosen || !host) return;
    this.#isSuggested = true;
    const sizes = sizesForSystem(host, settings.current, { memory: memoryBytes, cpus });
    this.memoryMiB = sizes.memoryMiB;
    this.cpus = sizes.cpus;
  }

  reset(): void {
    this.memoryMiB = null;
    this.cpus = null;
    this.isChosen = false;
    this.#isSuggested = false;
  }

  get problems(): { readonly memory: string | undefined; readonly cpus: string | undefined } {
    return {
      memory: problemOf(this.memoryMiB, MEMORY_MIN_MIB, MEMORY_MAX_MIB),
      cpus: problemOf(this.cpus, 1, CPUS_MAX),
    };
  }

  /** In bytes; asked for once there is no problem. */
  get read(): { readonly memory: number; readonly cpus: number } {
    return { memory: (this.memoryMiB ?? 0) * MIB, cpus: this.cpus ?? 1 };
  }

  save(): unknown {
    return {
      memoryMiB: this.memoryMiB,
      cpus: this.cpus,
      isChosen: this.isChosen,
      isSuggested: this.#isSuggested,
    };
  }

  restore(saved: unknown): void {
    const { memoryMiB, cpus, isChosen, isSuggested } = (saved ?? {}) as Partial<Record<string, unknown>>;
    if (typeof memoryMiB === 'number') this.memoryMiB = memoryMiB;
    if (typeof cpus === 'number') this.cpus = cpus;
    this.isChosen = isChosen === true;
    this.#isSuggested = isSuggested === true;
  }
}
