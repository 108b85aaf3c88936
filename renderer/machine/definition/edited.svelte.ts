import type { DomainId, Failure } from '../../../preload/contract';
import { call, failureOf } from '../../bridge';
import { news } from '../../live/news.svelte';
import { t } from '../../text/text';
import { Drafts, type Draft } from '../drafts.svelte';

/** A definition as it is edited. It outlives its page, so that what was written is there when one comes back. */
export class Edited implements Draft {
  /** The text that was edited, and what it is now. */
  before = $state('');
  text = $state('');
  failure = $state.raw<Failure | null>(null);
  saving = $state(false);
  readonly isChanged = $derived(this.text !== this.before);

  constructor(private readonly id: DomainId) {}

  /** Takes over what is stored now, where nothing was written that this would throw away. */
  show(stored: string): void {
    if (this.isChanged) return;
    this.before = stored;
    this.text = stored;
  }

  save(): { readonly before: string; readonly text: string } {
    return { before: this.before, text: this.text };
  }

  restore(saved: unknown): void {
    const { before, text } = saved as ReturnType<Edited['save']>;
    this.before = before;
    this.text = text;
  }

  revert(stored: string): void {
    this.before = stored;
    this.text = stored;
    this.failure = null;
  }

  /** Changes the machine to the text; that stays until it has succeeded. */
  async apply(name: string): Promise<void> {
    if (this.saving || !this.isChanged) return;
    this.saving = true;
    this.failure = null;
    const { text, before } = this;
    try {
      await call('machine.redefineAs', { id: this.id, text, before });
      // What is stored now is written as Paddock writes it: the next reading brings it.
      this.before = text;
      news.tell(() => t('edit.saved', { name }));
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.saving = false;
    }
  }
}

const all = new Drafts('definition', (id) => new Edited(id));

/** The text of a machine: the same one each time its page is opened. */
export function editedOf(id: DomainId): Edited {
  return all.of(id);
}
