import type { DomainId } from '../../preload/contract';
import { Failed, WrongUsage } from './failed';

interface Named {
  readonly id: DomainId;
  readonly name: string;
  readonly driver: string;
}

/** So many signs of an id stand for it, where no other begins so. */
const ID_BEGINNING = 4;

/**
 * The machine that a word means: by its name, its id, or the beginning of that. Throws `machine-not-found`, and
 * `WrongUsage` where several are meant.
 */
export function findNamed<M extends Named>(machines: readonly M[], word: string, where = 'list'): M {
  const found = [
    machines.filter(({ id }) => id === word),
    machines.filter(({ name }) => name === word),
    word.length < ID_BEGINNING ? [] : machines.filter(({ id }) => id.startsWith(word)),
  ].find((some) => some.length > 0);
  if (!found) {
    const alike = machines.find(({ name }) => name.toLowerCase() === word.toLowerCase());
    throw new Failed({
      code: 'machine-not-found',
      message: `There is no machine “${word}”${where === 'list' ? '' : ` in the ${where}`}.`,
      next: alike ? `There is “${alike.name}”.` : `\`paddock ${where}\` shows what there is.`,
    });
  }
  const [first, ...others] = found;
  if (first && others.length === 0) return first;
  const several = found.map(({ id, name, driver }) => `\n  ${id}  ${driver}  ${name}`).join('');
  throw new WrongUsage(`“${word}” is the name of several machines. Say which one by its id:${several}`);
}
