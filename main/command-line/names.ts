import { Failed, WrongUsage } from './failed';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** So many signs of an id stand for it, where no other begins so. */
const ID_BEGINNING = 4;

/** All that a word means: by their id, else by their name, else by the beginning of their id. */
export function meantBy<N extends Named>(all: readonly N[], word: string): readonly N[] {
  const ways: readonly ((one: N) => boolean)[] = [
    ({ id }) => id === word,
    ({ name }) => name === word,
    ({ id }) => word.length >= ID_BEGINNING && id.startsWith(word),
  ];
  return ways.map((way) => all.filter(way)).find((some) => some.length > 0) ?? [];
}

/**
 * The machine that a word means: by its name, its id, or the beginning of that. Throws `machine-not-found`, and
 * `WrongUsage` where several are meant.
 */
export function findNamed<M extends Named & { readonly driver: string }>(
  machines: readonly M[],
  word: string,
  where = 'list',
): M {
  const found = meantBy(machines, word);
  const [first, ...others] = found;
  if (!first) {
    const alike = machines.find(({ name }) => name.toLowerCase() === word.toLowerCase());
    throw new Failed({
      code: 'machine-not-found',
      message: `There is no machine “${word}”${where === 'list' ? '' : ` in the ${where}`}.`,
      next: alike ? `There is “${alike.name}”.` : `\`paddock ${where}\` shows what there is.`,
    });
  }
  if (others.length === 0) return first;
  const several = found.map(({ id, name, driver }) => `\n  ${id}  ${driver}  ${name}`).join('');
  throw new WrongUsage(`“${word}” is the name of several machines. Say which one by its id:${several}`);
}
