import type { Chord } from './key-chords';

/** What can be asked of a console that is on the stage; what its kind can't do is absent. */
export interface OpenConsole {
  focus(): void;
  /** Presses keys that the desktop would keep for itself. */
  send?(chord: Chord): void;
  /** Types a text as if on the machine's keyboard; answers with the characters that it can't type. */
  type?(text: string, signal: AbortSignal): Promise<readonly string[]>;
  /** A PNG of what it shows; null where it shows nothing. */
  picture?(): Promise<Blob | null>;
  copySelection?(): void;
  pasteText?(): void;
  /** All that it shows and has shown. */
  text?(): string;
}
