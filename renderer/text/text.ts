import { en } from './en';

/** A sentence of the catalogue: with `{names}` in braces, or in two forms by `{count}`. */
type Message = string | { readonly one: string; readonly other: string };
type Catalogue = typeof en;
export type TextKey = keyof Catalogue;

type Forms<M> = M extends { readonly one: infer A; readonly other: infer B } ? A | B : M;
type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Params<K extends TextKey> = Names<Forms<Catalogue[K]>>;
type Args<K extends TextKey> = [Params<K>] extends [never]
  ? []
  : [values: Readonly<Record<Params<K>, string | number>>];

const catalogue: Readonly<Record<string, Message>> = en;
const language = 'en';
const plural = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);

/** A number of things for a person: `10,000`. */
export function formatCount(count: number): string {
  return numbers.format(count);
}

/**
 * The text for a key, filled in. Keys and the names in a text are checked by the compiler: a text that lacks a value, or
 * a key that is not in the catalogue, does not build.
 */
export function t<K extends TextKey>(key: K, ...args: Args<K>): string {
  const values: Readonly<Record<string, string | number>> = args[0] ?? {};
  const message = catalogue[key] ?? key;
  const form =
    typeof message === 'string'
      ? message
      : plural.select(Number(values['count'])) === 'one'
        ? message.one
        : message.other;
  return form.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? numbers.format(value) : (value ?? '');
  });
}
