import type { DomainId, Failure, MachineDetail } from '../../../preload/contract';
import { call, failureOf } from '../../bridge';
import { news } from '../../live/news.svelte';
import { t } from '../../text/text';
import { Drafts, type Draft } from '../drafts.svelte';
import { numberProblem } from '../hardware/sizes';

/** What is filled in, as it is filled in. */
export interface Filled {
  name: string;
  description: string;
  /** Separated by commas. */
  tags: string;
  autostart: 'never' | 'always' | 'ran';
  /** In seconds. */
  autostartDelay: number | null;
  autostartOrder: number | null;
  protected: boolean;
}

export type EditField = 'name' | 'tags' | 'autostartDelay' | 'autostartOrder';

/** The settings form of one machine. It outlives its page, so that what was filled in is there when one comes back. */
export class Edit implements Draft {
  filled = $state<Filled>(EMPTY);
  errors = $state.raw<Readonly<Partial<Record<EditField, string>>>>({});
  failure = $state.raw<Failure | null>(null);
  saving = $state(false);
  #base = $state.raw<Filled>(EMPTY);

  readonly isChanged = $derived(JSON.stringify(this.filled) !== JSON.stringify(this.#base));

  constructor(private readonly id: DomainId) {}

  /** Takes over what the machine has now, where nothing was filled in that this would throw away. */
  show(detail: MachineDetail): void {
    const now = filledFrom(detail);
    const isChanged = JSON.stringify(this.filled) !== JSON.stringify(this.#base);
    this.#base = now;
    if (!isChanged) this.filled = structuredClone(now);
  }

  save(): { readonly base: Filled; readonly filled: Filled } {
    return { base: this.#base, filled: $state.snapshot(this.filled) };
  }

  restore(saved: unknown): void {
    const { base, filled } = saved as ReturnType<Edit['save']>;
    this.#base = base;
    this.filled = filled;
  }

  revert(): void {
    this.filled = structuredClone($state.snapshot(this.#base));
    this.errors = {};
    this.failure = null;
  }

  clearError(field: EditField): void {
    if (this.errors[field] === undefined) return;
    const rest: Partial<Record<EditField, string>> = { ...this.errors };
    delete rest[field];
    this.errors = rest;
  }

  /** Changes the machine to what is filled in; that stays until it has succeeded. */
  async apply(): Promise<void> {
    if (this.saving || !this.isChanged) return;
    this.failure = null;
    if (!this.#isRight()) return;
    const { name, description, tags, autostart, autostartDelay, autostartOrder, ...rest } = $state.snapshot(
      this.filled,
    );
    this.saving = true;
    try {
      await call('machine.redefine', {
        id: this.id,
        name: name.trim(),
        description,
        tags: tagsOf(tags),
        autostart:
          autostart === 'never'
            ? null
            : { when: autostart, delay: autostartDelay ?? 0, order: autostartOrder ?? 0 },
        protected: rest.protected,
      });
      this.#base = $state.snapshot(this.filled);
      news.tell(() => t('edit.saved', { name: name.trim() }));
    } catch (error) {
      this.#place(failureOf(error));
    } finally {
      this.saving = false;
    }
  }

  #place(failure: Failure): void {
    const field = failure.field === 'name' ? 'name' : null;
    if (field) this.errors = { [field]: [failure.message, failure.cause].filter(Boolean).join(' ') };
    if (!field || failure.remedy || failure.next) this.failure = failure;
  }

  /** Sets the fields' errors. Main checks it all again, and more. */
  #isRight(): boolean {
    const errors: Partial<Record<EditField, string>> = {};
    const { name, tags, autostart, autostartDelay, autostartOrder } = this.filled;
    if (name.trim() === '') errors.name = t('create.missing.name');
    if (tagsOf(tags).some((tag) => tag.length > TAG_MAX)) {
      errors.tags = t('edit.tagTooLong', { count: TAG_MAX });
    }
    if (autostart !== 'never') {
      const delay = numberProblem(autostartDelay ?? NaN, 0, DELAY_MAX);
      const order = numberProblem(autostartOrder ?? NaN, 0, ORDER_MAX);
      if (delay !== null) errors.autostartDelay = delay;
      if (order !== null) errors.autostartOrder = order;
    }
    this.errors = errors;
    return Object.keys(errors).length === 0;
  }
}

const TAG_MAX = 60;
const DELAY_MAX = 3_600;
const ORDER_MAX = 999;

const EMPTY: Filled = {
  name: '',
  description: '',
  tags: '',
  autostart: 'never',
  autostartDelay: 0,
  autostartOrder: 0,
  protected: false,
};

export function tagsOf(text: string): string[] {
  const tags = text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  return tags.filter((tag, at) => tags.indexOf(tag) === at);
}

function filledFrom(detail: MachineDetail): Filled {
  const { name, description, tags, autostart } = detail;
  return {
    name,
    description,
    tags: tags.join(', '),
    autostart: autostart?.when ?? 'never',
    autostartOrder: autostart?.order ?? 0,
    autostartDelay: autostart?.delay ?? 0,
    protected: detail.protected,
  };
}

const edits = new Drafts('settings', (id) => new Edit(id));

/** The form of a machine: the same one each time its page is opened. */
export function editOf(id: DomainId): Edit {
  return edits.of(id);
}
