import type { DomainId, Failure } from '../../../preload/contract';
import { call, failureOf } from '../../bridge';
import { news } from '../../live/news.svelte';
import { t } from '../../text/text';

/** A definition as it is edited. It outlives its page, so that what was written is there when one comes back. */
export class Edited {
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

  revert(stored: string): void {
    this.before = stored;
    this.text = stored;
    this.failure = null;
  }

  /** Saves the text; it stays until that has succeeded. */
  async save(name: string): Promise<void> {
    if (this.saving || !this.isChanged) return;
    this.saving = true;
    this.failure = null;
    const { text, before } = this;
    try {
      await call('machine.redefineAs', { id: this.id, text, before });
      // What is stored now is written as Paddock writes it: the next reading brings it.
      this.before = text;
      news.tell(t('edit.saved', { name }));
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.saving = false;
    }
  }
}

// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody watches which there are
const all = new Map<DomainId, Edited>();

/** Whether a definition was written in anywhere and not saved. */
export function hasUnsavedDefinition(): boolean {
  return [...all.values()].some(({ isChanged }) => isChanged);
}

export function editedOf(id: DomainId): Edited {
  const edited = all.get(id) ?? new Edited(id);
  all.set(id, edited);
  return edited;
}
