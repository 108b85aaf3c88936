import type { DomainId, Failure, Hardware, MachineDetail } from '../../../preload/contract';
import { call, failureOf } from '../../bridge';
import { news } from '../../live/news.svelte';
import { t } from '../../text/text';
import { Drafts, type Draft } from '../drafts.svelte';

type DriverId = Hardware['driver'];
/** What can be changed of a machine of one driver, as its schema has it. */
export type HardwareOf<D extends DriverId> = Extract<Hardware, { driver: D }>['hardware'];

/** What is wrong with a draft, by the path of the field (`memory`, `disks.0.path`). */
export type Problems = Readonly<Record<string, string>>;

/** What one wants of a machine's hardware. It outlives its page, so that what was filled in is there when one comes back. */
export class HardwareDraft implements Draft {
  #wanted = $state<Hardware | null>(null);
  #base = $state.raw<Hardware | null>(null);
  #detail = $state.raw<MachineDetail | null>(null);
  /** Set by the driver's form. */
  problemsOf: (hardware: Hardware) => Problems = () => ({});
  errors = $state.raw<Problems>({});
  failure = $state.raw<Failure | null>(null);
  /** Whether the failure stands at a field as well: then it is past once that was filled in otherwise. */
  #isPlaced = false;
  saving = $state(false);

  readonly isChanged = $derived(!same(this.#wanted, this.#base));
  readonly isActive = $derived(this.#detail?.state === 'running' || this.#detail?.state === 'paused');

  constructor(readonly id: DomainId) {}

  /** What is filled in. Throws where the machine is another driver's. */
  of<D extends DriverId>(driver: D): HardwareOf<D> {
    return hardwareOf(this.#wanted, driver);
  }

  /** What the machine has. */
  baseOf<D extends DriverId>(driver: D): HardwareOf<D> {
    return hardwareOf(this.#base, driver);
  }

  /** Takes over what the machine has now, but for the parts that were changed here. */
  show(detail: MachineDetail): void {
    const [before, wanted, now] = [this.#base, $state.snapshot(this.#wanted), detail.editable];
    this.#detail = detail;
    this.#base = now;
    if (same(wanted, before) || !wanted || !before || !now) this.#wanted = structuredClone(now);
    else if (!same(before, now)) this.#wanted = merged(before, wanted, now);
  }

  save(): { readonly base: Hardware | null; readonly wanted: Hardware | null } {
    return { base: this.#base, wanted: $state.snapshot(this.#wanted) };
  }

  restore(saved: unknown): void {
    const { base, wanted } = saved as ReturnType<HardwareDraft['save']>;
    this.#base = base;
    this.#wanted = wanted;
  }

  revert(): void {
    this.#wanted = structuredClone(this.#base);
    this.errors = {};
    this.failure = null;
  }

  /** Takes away the error at a field, and those below it. */
  clearError(path: string): void {
    this.errors = Object.fromEntries(
      Object.entries(this.errors).filter(([field]) => field !== path && !field.startsWith(`${path}.`)),
    );
    if (this.#isPlaced && Object.keys(this.errors).length === 0) this.failure = null;
  }

  /** Whether the running machine takes a field at once. */
  isLive(field: string): boolean {
    return this.#detail?.live.some((path) => isAt(field, path)) ?? false;
  }

  /** Whether a field, or one below it, was changed and waits for the next start. */
  isPending(field: string): boolean {
    return this.#detail?.pending.some((path) => isAt(field, path) || isAt(path, field)) ?? false;
  }

  /** Changes the machine to what is filled in; that stays until it has succeeded. */
  async apply(): Promise<void> {
    const editable = $state.snapshot(this.#wanted);
    if (this.saving || !this.isChanged || !editable) return;
    this.failure = null;
    this.errors = this.problemsOf(editable);
    if (Object.keys(this.errors).length > 0) return;
    this.saving = true;
    const before = this.#base;
    try {
      await call('machine.redefine', { id: this.id, editable });
      // The machine as it is now may have been shown already, with what main made of the form (the file of a new disk).
      if (this.#base === before) this.#base = editable;
      else this.#wanted = structuredClone(this.#base);
      const name = this.#detail?.name ?? '';
      news.tell(() => t('edit.saved', { name }));
    } catch (error) {
      this.#place(failureOf(error));
    } finally {
      this.saving = false;
    }
  }

  #place(failure: Failure): void {
    const field = /^(?:editable\.)?hardware\.(.+)$/.exec(failure.field ?? '')?.[1];
    this.#isPlaced = field !== undefined;
    if (field !== undefined) {
      this.errors = { [field]: [failure.message, failure.cause].filter(Boolean).join(' ') };
    }
    if (field === undefined || failure.remedy || failure.next) this.failure = failure;
  }
}

function hardwareOf<D extends DriverId>(hardware: Hardware | null, driver: D): HardwareOf<D> {
  if (hardware?.driver === driver) return hardware.hardware as HardwareOf<D>;
  throw new Error(`a form of ${driver} was shown for another driver’s machine`);
}

/** What is now, with the parts that differ between what was and what is wanted as they are wanted. */
function merged(before: Hardware, wanted: Hardware, now: Hardware): Hardware {
  const was = new Map<string, unknown>(Object.entries(before.hardware));
  const changed = Object.entries(wanted.hardware).filter(
    ([part, value]) => JSON.stringify(value) !== JSON.stringify(was.get(part)),
  );
  return { ...now, hardware: { ...now.hardware, ...Object.fromEntries(changed) } } as Hardware;
}

function isAt(field: string, path: string): boolean {
  return field === path || field.startsWith(`${path}.`);
}

function same(a: Hardware | null, b: Hardware | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const drafts = new Drafts('hardware', (id) => new HardwareDraft(id));

/** The draft of a machine: the same one each time its page is opened. */
export function draftOf(id: DomainId): HardwareDraft {
  return drafts.of(id);
}
