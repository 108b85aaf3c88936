import type { MachineRow } from '../../preload/contract';
import { tallyOf, type Tallied } from '../machines/tally';

/** So many of each kind of fit are enough to choose the best from. */
const ENOUGH = 100;
type IsMeant = (row: MachineRow) => boolean;

/**
 * The machines there are as one begins to look for something. Of thousands, those that may be meant are told by a look at
 * their names: to weigh each name takes a hundred times as long, and is done with a few.
 */
export class KnownMachines {
  #tally: Tallied | undefined;
  #folded: readonly string[] | undefined;

  constructor(readonly rows: readonly MachineRow[]) {}

  get tally(): Tallied {
    return (this.#tally ??= tallyOf(this.rows));
  }

  /** Machines in whose names all the words may be meant: some that begin with them, that have them, and that have their letters. */
  called(words: readonly string[], isMeant: IsMeant = () => true): readonly MachineRow[] {
    const asked = words.map(folded);
    const [first = ''] = asked;
    const names = (this.#folded ??= this.rows.map(({ name }) => folded(name)));
    const begin: MachineRow[] = [];
    const have: MachineRow[] = [];
    const hint: MachineRow[] = [];
    for (const [at, row] of this.rows.entries()) {
      const name = names[at] ?? '';
      const fits = asked.every((word) => name.includes(word));
      const list = fits ? (name.startsWith(first) ? begin : have) : hint;
      if (list.length >= ENOUGH) {
        if (begin.length >= ENOUGH) break; // better ones do not come
        continue;
      }
      if ((fits || asked.every((word) => hasLetters(name, word))) && isMeant(row)) list.push(row);
    }
    return [...begin, ...have, ...hint];
  }
}

/** Without capitals and accents, as they are looked for. */
function folded(text: string): string {
  const small = text.toLocaleLowerCase();
  // eslint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(small) ? small : small.normalize('NFD').replace(/\p{M}/gu, '');
}

/** Whether a text has the letters of a word in their order. */
function hasLetters(text: string, word: string): boolean {
  let from = 0;
  for (const letter of word) {
    const found = text.indexOf(letter, from);
    if (found < 0) return false;
    from = found + letter.length;
  }
  return true;
}
