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
  /** How many sentences it is made of. */
  readonly sentences: number;
  /** How many letters of it are fixed: of two that fit, the one that says more is meant. */
  readonly weight: number;
}

const HOLE = /\{(\w+)(\*?)\}/g;
/** A text is remembered once it was told; a list that scrolls says the same again and again. */
const REMEMBERED = 2000;
const BETWEEN_SENTENCES = /(?<=[.!?]) (?=\S)/;
/** So many sentences an entry has at most: what a program wrote may be long. */
const TOGETHER = 4;

/** Tells in one language what main says in English. */
export class Teller {
  readonly #whole = new Map<string, string>();
  /** By the letter that each begins with; those that begin with a part under ''. */
  readonly #templates = new Map<string, Template[]>();
  readonly #remembered = new Map<string, string>();

  #told: Told | null;

  constructor(told: Told) {
    this.#told = told;
  }

  /** Sorts the entries by how they are found, for the first text that is told: that takes a while. */
  #sort(): void {
    const entries = Object.entries(this.#told ?? {});
    this.#told = null;
    for (const [english, words] of entries) {
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
    if (this.#told) this.#sort();
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

  /** `alike`: only by an entry of as many sentences, as what fills in a hole is seldom a sentence and a half. */
  #find(english: string, how: 'alike' | 'anyhow'): string | undefined {
    const whole = this.#whole.get(english);
    if (whole !== undefined) return whole;
    const count = sentencesOf(english).length;
    for (const first of [english.charAt(0), '']) {
      for (const template of this.#templates.get(first) ?? []) {
        if (how === 'alike' && template.sentences !== count) continue;
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
    const alike = this.#find(english, 'alike');
    if (alike !== undefined) return alike;
    const sentences = sentencesOf(english);
    const told: string[] = [];
    let isAnyKnown = false;
    for (let at = 0; at < sentences.length;) {
      const { words, count, isKnown } = this.#beginning(sentences.slice(at, at + TOGETHER));
      told.push(words);
      at += count;
      isAnyKnown ||= isKnown;
    }
    const inPieces = told.join(' ');
    return isAnyKnown ? inPieces : (this.#find(english, 'anyhow') ?? inPieces);
  }

  /** As many of these sentences as an entry has words for together, and how many they are; else the first as it is. */
  #beginning(sentences: readonly string[]): {
    readonly words: string;
    readonly count: number;
    readonly isKnown: boolean;
  } {
    for (const how of ['alike', 'anyhow'] as const) {
      for (let count = sentences.length; count > 0; count--) {
        const words = this.#find(sentences.slice(0, count).join(' '), how);
        if (words !== undefined) return { words, count, isKnown: how === 'alike' };
      }
    }
    return { words: sentences[0] ?? '', count: 1, isKnown: false };
  }
}

function sentencesOf(text: string): readonly string[] {
  return text.split(BETWEEN_SENTENCES);
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
    sentences: sentencesOf(english).length,
    weight: fixed.join('').length,
  };
}
