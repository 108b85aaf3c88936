import { COMMON } from './arguments';
import { type Command } from './command';
import type { KnownNames } from './known-names';

/** What may come next in a command line that is being typed. */
export interface Next {
  readonly words: readonly string[];
  /** Whether a file may stand there as well: a shell knows those best. */
  readonly files: boolean;
}

/** Values of options, and words, by what the help calls them, that are files. */
const FILES = ['FILE', 'PATH', 'IMAGE'];
const NOTHING: Next = { words: [], files: false };

/**
 * What may stand where the last of these words does, which were typed after `paddock` as a shell has them. `names` are
 * asked only where one may come; by `aliases`, what other tools call commands, these are known and not offered.
 */
export async function nextWords(
  typed: readonly string[],
  commands: Readonly<Record<string, Command>>,
  aliases: Readonly<Record<string, string>>,
  names: KnownNames,
): Promise<Next> {
  const before = typed.slice(0, -1).map(unquoted);
  const current = unquoted(typed.at(-1) ?? '');
  const { words, files } = await following(before, current, commands, aliases, names);
  const fitting = [...new Set(words)].filter((word) => word.startsWith(current) && word !== '');
  return { words: fitting.sort(), files };
}

async function following(
  before: readonly string[],
  current: string,
  commands: Readonly<Record<string, Command>>,
  aliases: Readonly<Record<string, string>>,
  names: KnownNames,
): Promise<Next> {
  const all = Object.keys(commands);
  const plain = before.filter((word) => !word.startsWith('-'));
  if (plain.length === 0 || (plain[0] === 'help' && plain.length === 1)) {
    const first = all.map((name) => name.split(' ')[0] ?? '');
    return { words: plain.length === 0 ? [...first, 'help'] : first, files: false };
  }
  const isKnown = (one: string): boolean => Object.hasOwn(commands, one) || Object.hasOwn(aliases, one);
  const name = [plain.slice(0, 2).join(' '), plain[0] ?? ''].find(isKnown);
  const command = name === undefined ? undefined : commands[aliases[name] ?? name];
  if (name === undefined || !command) {
    const [one = ''] = plain;
    const second = all.filter((long) => long.startsWith(`${one} `)).map((long) => long.split(' ')[1] ?? '');
    return { words: plain.length === 1 ? second : [], files: false };
  }
  const options = { ...command.options, ...COMMON };
  const valued = (word: string | undefined): string | undefined =>
    word?.startsWith('--') ? options[word.slice(2)]?.value : undefined;
  const given = before
    .filter((word, at) => !word.startsWith('-') && valued(before[at - 1]) === undefined)
    .slice(name.split(' ').length);
  const known = async (kind: string): Promise<Next> =>
    kind === 'SNAPSHOT' ? { words: await names.snapshots(given[0] ?? ''), files: false } : choicesOf(kind);
  const value = valued(before.at(-1));
  if (value !== undefined) return known(value); // a NAME there is a new one
  if (current.startsWith('-')) return { words: Object.keys(options).map((one) => `--${one}`), files: false };
  const usage = command.usage.split(' ');
  const last = usage.at(-1) ?? '';
  const kind = usage[given.length] ?? (last.endsWith('...') ? last : '');
  if (!/^NAME(\.\.\.)?$/.test(kind)) return known(kind);
  return { words: await (command.ofBin ? names.binned() : names.machines()), files: false };
}

function choicesOf(kind: string): Next {
  if (FILES.includes(kind)) return { words: [], files: true };
  return kind.includes('|') ? { words: kind.split('|'), files: false } : NOTHING;
}

/** A word as it is meant, of one that is typed with quotes. */
function unquoted(word: string): string {
  return word.replace(/^["']|["']$/g, '').replace(/\\(.)/g, '$1');
}
