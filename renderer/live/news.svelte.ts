import type { DomainId, Failure } from '../../preload/contract';
import { told } from '../text/told';

/** Words, in the language that the window speaks as they are asked for: a note that stays follows it. */
export type Words = () => string;

/** Something that happened and is told in passing: shown for a while, and read out by screen readers. */
export interface News {
  readonly id: number;
  readonly tone: 'plain' | 'bad';
  readonly words: Words;
  /** The machine it is about, where it is about one: the note leads there. */
  readonly machine: DomainId | null;
  readonly failure: (() => Failure) | null;
  /** What can be done about it. */
  readonly action: NewsAction | null;
}

export interface NewsAction {
  readonly label: Words;
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
  tell(words: Words, machine: DomainId | null = null, action: NewsAction | null = null): void {
    const id = this.#add({ tone: 'plain', words, machine, failure: null, action });
    this.say(words());
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

  /** A failure with words of the window's own is given as a function, as other words are. */
  tellFailure(failure: Failure | (() => Failure), machine: DomainId | null = null): void {
    const now = typeof failure === 'function' ? failure : () => failure;
    const words = (): string => told(now().message);
    this.#add({ tone: 'bad', words, machine, failure: now, action: null });
    this.urgent = words();
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
    const text = news.words();
    const others = this.shown.filter((one) => one.machine !== news.machine || one.words() !== text);
    this.shown = [...others.slice(-(MOST - 1)), { ...news, id }];
    return id;
  }
}

export const news = new NewsLive();
