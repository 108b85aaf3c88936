import type { DomainId, Failure } from '../../preload/contract';
import { told } from '../text/told';

/** Something that happened and is told in passing: shown for a while, and read out by screen readers. */
export interface News {
  readonly id: number;
  readonly tone: 'plain' | 'bad';
  readonly text: string;
  /** The machine it is about, where it is about one: the note leads there. */
  readonly machine: DomainId | null;
  readonly failure: Failure | null;
  /** What can be done about it. */
  readonly action: NewsAction | null;
}

export interface NewsAction {
  readonly label: string;
  readonly run: () => void;
  /** The deleted machines that it has back; once there is none left to be had back, the note goes. */
  readonly recovers?: readonly DomainId[];
}

const SHOWN_MS = 5_000;
/** Longer where something can be done about it: it must be read and reached first. */
const WITH_ACTION_MS = 12_000;
const LET_GO_MS = 2_000;
const MOST = 4;

class NewsLive {
  shown = $state.raw<readonly News[]>([]);
  /** Read out politely; not shown. */
  spoken = $state('');
  /** Read out at once; not shown. */
  urgent = $state('');
  #last = 0;
  /** Whether the pointer or the focus is among the notes: none goes meanwhile, nor for a moment after that. */
  isHeld: () => boolean = () => false;

  /** Shows a note and reads it out. Failures stay until they are dismissed. */
  tell(text: string, machine: DomainId | null = null, action: NewsAction | null = null): void {
    const id = this.#add({ tone: 'plain', text, machine, failure: null, action });
    this.say(text);
    setTimeout(() => this.#expire(id), action ? WITH_ACTION_MS : SHOWN_MS);
  }

  /** Has back what the last note is about, where it is about something deleted; answers whether it is. */
  undo(): boolean {
    const last = this.shown.filter(({ action }) => action?.recovers).at(-1);
    if (!last) return false;
    this.dismiss(last.id);
    last.action?.run();
    return true;
  }

  tellFailure(failure: Failure, machine: DomainId | null = null): void {
    this.#add({ tone: 'bad', text: failure.message, machine, failure, action: null });
    this.urgent = told(failure.message);
  }

  /** Reads something out that is on the screen already. */
  say(text: string): void {
    this.spoken = text;
  }

  /** The page of a machine is open: its failure stands there, and need not stand in a note as well. */
  seen(machine: DomainId): void {
    this.shown = this.shown.filter((one) => one.failure === null || one.machine !== machine);
  }

  /** These machines are back, or gone for good: there is nothing to be undone of them any more. */
  settled(isSettled: (machine: DomainId) => boolean): void {
    if (!this.shown.some(({ action }) => action?.recovers?.some(isSettled))) return;
    this.shown = this.shown.flatMap((one): News[] => {
      const { action } = one;
      if (!action?.recovers) return [one];
      const recovers = action.recovers.filter((machine) => !isSettled(machine));
      return recovers.length === 0 ? [] : [{ ...one, action: { ...action, recovers } }];
    });
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((news) => news.id !== id);
  }

  #expire(id: number): void {
    if (this.isHeld()) setTimeout(() => this.#expire(id), LET_GO_MS);
    else this.dismiss(id);
  }

  #add(news: Omit<News, 'id'>): number {
    const id = ++this.#last;
    // The same failure once more replaces the first: ten clicks make one note.
    const others = this.shown.filter((one) => one.text !== news.text || one.machine !== news.machine);
    this.shown = [...others.slice(-(MOST - 1)), { ...news, id }];
    return id;
  }
}

export const news = new NewsLive();
