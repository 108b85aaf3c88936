/** A text: with `{names}` in braces, or in the forms by which a language counts. */
export type Message = string | { readonly one: string; readonly other: string };
/** Texts by their keys, in one language. */
export type Catalogue = Readonly<Record<string, Message>>;
/** What another language must say to have all of a catalogue and nothing else. */
export type Translation<C extends Catalogue> = {
  readonly [K in keyof C]: C[K] extends string ? string : Exclude<Message, string>;
};

type Value = string | number;
type Forms<M> = M extends { readonly one: infer A; readonly other: infer B } ? A | B : M;
type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
/** What a text is filled in with: nothing where it names nothing. */
export type Args<M extends Message> = [Names<Forms<M>>] extends [never]
  ? []
  : [values: Readonly<Record<Names<Forms<M>>, Value>>];

/** How a language counts and writes numbers. */
export class Grammar {
  // Milliseconds each, at the start of the window: made for the first that counts.
  #plural: Intl.PluralRules | null = null;
  #numbers: Intl.NumberFormat | null = null;

  constructor(readonly locale: string) {}

  /** A number of things for a person: `10,000`. */
  count(count: number): string {
    this.#numbers ??= new Intl.NumberFormat(this.locale);
    return this.#numbers.format(count);
  }

  /** A text, filled in; one with forms is chosen by `count`. */
  fill(message: Message, values: Readonly<Record<string, Value>> = {}): string {
    const form = typeof message === 'string' ? message : this.#formFor(message, Number(values['count']));
    return form.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? this.count(value) : (value ?? '');
    });
  }

  #formFor(message: Exclude<Message, string>, count: number): string {
    this.#plural ??= new Intl.PluralRules(this.locale);
    return this.#plural.select(count) === 'one' ? message.one : message.other;
  }
}

/** The names that a text is filled in with, sorted, for holding languages beside each other. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
}
