/**
 * What main says, in another language. Keys are its English sentences, with `{names}` for what is filled in. `{name*}` is
 * filled in with something that main says as well: it is told in its turn.
 */
export type Told = Readonly<Record<string, string>>;

interface Template {
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** Those of its names whose parts are told in their turn. */
  readonly spoken: ReadonlySet<string>;
  readonly told: string;
  /** How many letters of it are fixed: of two that fit, the one that says more is meant. */
  readonly weight: number;
}

const HOLE = /\{(\w+)(\*?)\}/g;
/** A text is remembered once it was told; a list that scrolls says the same again and again. */
const REMEMBERED = 2000;
/** So many sentences an entry has at most: what a program wrote may be long. */
const TOGETHER = 4;

/** Tells in one language what main says in English. */
export class Teller {
  readonly #whole = new Map<string, string>();
  /** By the letter that each begins with; those that begin with a part under ''. */
  readonly #templates = new Map<string, Template[]>();
  readonly #remembered = new Map<string, string>();

  constructor(told: Told) {
    for (const [english, words] of Object.entries(told)) {
      if (!english.includes('{')) {
        this.#whole.set(english, words);
        continue;
      }
      const template = templateOf(english, words);
      const first = english.startsWith('{') ? '' : english.charAt(0);
      this.#templates.set(first, [...(this.#templates.get(first) ?? []), template]);
    }
    for (const templates of this.#templates.values()) templates.sort((a, b) => b.weight - a.weight);
  }

  /** The text in this language; the English itself where there are no words for it (what a program printed, say). */
  tell(english: string): string {
    const known = this.#remembered.get(english);
    if (known !== undefined) return known;
    const told = english
      .split('\n')
      .map((line) => this.#line(line))
      .join('\n');
    if (this.#remembered.size >= REMEMBERED) this.#remembered.clear();
    this.#remembered.set(english, told);
    return told;
  }

  #find(english: string): string | undefined {
    const whole = this.#whole.get(english);
    if (whole !== undefined) return whole;
    for (const first of [english.charAt(0), '']) {
      for (const template of this.#templates.get(first) ?? []) {
        const match = template.pattern.exec(english);
        if (match) return this.#fill(template, match.slice(1));
      }
    }
    return undefined;
  }

  #fill({ names, spoken, told }: Template, parts: readonly string[]): string {
    return told.replace(HOLE, (_, name: string) => {
      const part = parts[names.indexOf(name)] ?? '';
      return spoken.has(name) ? this.tell(part) : part;
    });
  }

  /** A line: as a whole, or sentence by sentence where several were put together. */
  #line(english: string): string {
    const whole = this.#find(english);
    if (whole !== undefined) return whole;
    const sentences = english.split(/(?<=[.!?]) (?=\S)/);
    const told: string[] = [];
    for (let at = 0; at < sentences.length;) {
      const { words, count } = this.#beginning(sentences.slice(at, at + TOGETHER));
      told.push(words);
      at += count;
    }
    return told.join(' ');
  }

  /** As many of these sentences as an entry has words for together, and how many they are; else the first as it is. */
  #beginning(sentences: readonly string[]): { readonly words: string; readonly count: number } {
    for (let count = sentences.length; count > 0; count--) {
      const words = this.#find(sentences.slice(0, count).join(' '));
      if (words !== undefined) return { words, count };
    }
    return { words: sentences[0] ?? '', count: 1 };
  }
}

function templateOf(english: string, told: string): Template {
  const holes = [...english.matchAll(HOLE)];
  const fixed = english.split(HOLE).filter((_, index) => index % 3 === 0);
  return {
    pattern: new RegExp(
      `^${fixed.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.*?)')}$`,
    ),
    names: holes.map(([, name = '']) => name),
    spoken: new Set(holes.flatMap(([, name = '', star]) => (star ? [name] : []))),
    told,
    weight: fixed.join('').length,
  };
}
