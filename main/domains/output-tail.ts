import { stripVTControlCharacters } from 'node:util';
import type { ProgramOutput } from './program-output';

/** How much of what a program prints is shown, and how much of that is kept in the log of operations, in characters. */
export const SHOWN_MAX = 64 * 1024;
const RECORDED_MAX = 4 * 1024;

/** Keeps the last of what a program writes. */
export class OutputTail {
  #text = '';
  #isCut = false;

  add(text: string): void {
    this.#text += text;
    // Room for as much again, so that not each piece copies all of it.
    if (this.#text.length > 2 * SHOWN_MAX) this.#cut();
  }

  /** Without what would move a terminal's cursor or colour its text. */
  end(): Pick<ProgramOutput, 'text' | 'isCut'> {
    if (this.#text.length > SHOWN_MAX) this.#cut();
    return { text: stripVTControlCharacters(this.#text).replace(/\r\n/g, '\n'), isCut: this.#isCut };
  }

  #cut(): void {
    this.#text = lastOf(this.#text, SHOWN_MAX);
    this.#isCut = true;
  }
}

/** The part of it that the log of operations keeps: many of them are to fit there. */
export function recordedOf(output: ProgramOutput): ProgramOutput {
  if (output.text.length <= RECORDED_MAX) return output;
  return { ...output, text: lastOf(output.text, RECORDED_MAX), isCut: true };
}

/** The end of a text, from the beginning of a line where there is one. */
function lastOf(text: string, length: number): string {
  const end = text.slice(-length);
  const line = end.indexOf('\n') + 1;
  return line > 0 && line < end.length ? end.slice(line) : end;
}
