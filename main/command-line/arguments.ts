import { parseArgs } from 'node:util';
import { WrongUsage } from './failed';

/** An option of a command: a switch, or one that takes a value, by what the value is called in the help. */
export interface Option {
  readonly value?: string;
  readonly help: string;
}
export type Options = Readonly<Record<string, Option>>;

/** What was typed after a command's name, as far as it fits. */
export interface Given {
  readonly words: readonly string[];
  /** True for a switch, the text for an option with a value; absent where it was not given. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** Options that every command has. */
export const COMMON: Options = {
  json: { help: 'print one JSON document' },
  help: { help: 'say how the command is typed' },
};

/** How a command is typed, as far as its arguments can be counted. */
export interface Shape {
  readonly options: Options;
  /** The fewest and the most words. */
  readonly words: readonly [number, number];
}

/** Reads what was typed after a command's name. Throws `WrongUsage` for what the command does not take. */
export function readArguments(typed: readonly string[], { options, words }: Shape): Given {
  const known = { ...COMMON, ...options };
  const config = Object.fromEntries(
    Object.entries(known).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const read = (): Given => {
    const { values, positionals } = parseArgs({
      args: typed.map((word) => (word === '-h' ? '--help' : word)),
      options: config,
      allowPositionals: true,
      strict: true,
    });
    return { words: positionals, options: values as Given['options'] };
  };
  let given: Given;
  try {
    given = read();
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? sentence(error.message) : String(error));
  }
  if (given.options.help) return given;
  const [fewest, most] = words;
  if (given.words.length < fewest) throw new WrongUsage('Something is missing.');
  if (given.words.length > most) throw new WrongUsage(`“${given.words[most] ?? ''}” is one word too many.`);
  return given;
}

/** Node's own words about an option, without what is for programmers. */
function sentence(message: string): string {
  return `${(message.split(/\. To specify|\n/)[0] ?? message).replace(/\.$/, '')}.`;
}

/** A size in bytes: `2G`, `512M`, `1.5GiB`, `65536`; units are binary. Throws `WrongUsage`. */
export function sizeOf(text: string, option: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([KMGT])?(?:i?B)?$/i.exec(text) ?? [];
  if (number === undefined)
    throw new WrongUsage(`--${option} takes a size such as 2G or 512M, not “${text}”.`);
  const power = unit ? 'KMGT'.indexOf(unit.toUpperCase()) + 1 : 0;
  return Math.round(Number(number) * 1024 ** power);
}

/** A whole number. Throws `WrongUsage`. */
export function numberOf(text: string, option: string): number {
  if (!/^\d+$/.test(text)) throw new WrongUsage(`--${option} takes a whole number, not “${text}”.`);
  return Number(text);
}
