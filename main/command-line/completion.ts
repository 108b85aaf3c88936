import { COMMON } from './arguments';
import { type Command } from './command';

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
 * What may stand where the last of these words does, which were typed after `paddock` as a shell has them. `machines` gives
 * the names of all machines, and is asked only where one may come.
 */
export async function nextWords(
  typed: readonly string[],
  commands: Readonly<Record<string, Command>>,
  machines: () => Promise<readonly string[]>,
): Promise<Next> {
  const before = typed.slice(0, -1).map(unquoted);
  const current = unquoted(typed.at(-1) ?? '');
  const { words, files } = await following(before, current, commands, machines);
  const fitting = [...new Set(words)].filter((word) => word.startsWith(current) && word !== '');
  return { words: fitting.sort(), files };
}

async function following(
  before: readonly string[],
  current: string,
  commands: Readonly<Record<string, Command>>,
  machines: () => Promise<readonly string[]>,
): Promise<Next> {
  const names = Object.keys(commands);
  const plain = before.filter((word) => !word.startsWith('-'));
  if (plain.length === 0 || (plain[0] === 'help' && plain.length === 1)) {
    const first = names.map((name) => name.split(' ')[0] ?? '');
    return { words: plain.length === 0 ? [...first, 'help'] : first, files: false };
  }
  const name = [plain.slice(0, 2).join(' '), plain[0] ?? ''].find((one) => names.includes(one));
  const command = name === undefined ? undefined : commands[name];
  if (name === undefined || !command) {
    const [one = ''] = plain;
    const second = names.filter((long) => long.startsWith(`${one} `)).map((long) => long.split(' ')[1] ?? '');
    return { words: plain.length === 1 ? second : [], files: false };
  }
  const options = { ...command.options, ...COMMON };
  const valued = (word: string | undefined): string | undefined =>
    word?.startsWith('--') ? options[word.slice(2)]?.value : undefined;
  const value = valued(before.at(-1));
  if (value !== undefined) return choicesOf(value);
  if (current.startsWith('-')) return { words: Object.keys(options).map((one) => `--${one}`), files: false };
  const given = before.filter((word, at) => !word.startsWith('-') && valued(before[at - 1]) === undefined);
  const usage = command.usage.split(' ');
  const at = given.length - name.split(' ').length;
  const last = usage.at(-1) ?? '';
  const kind = usage[at] ?? (last.endsWith('...') ? last : '');
  const isMachine = /^NAME(\.\.\.)?$/.test(kind) && !command.ofBin;
  return isMachine ? { words: await machines(), files: false } : choicesOf(kind);
}

function choicesOf(kind: string): Next {
  if (FILES.includes(kind)) return { words: [], files: true };
  return kind.includes('|') ? { words: kind.split('|'), files: false } : NOTHING;
}

/** A word as it is meant, of one that is typed with quotes. */
function unquoted(word: string): string {
  return word.replace(/^["']|["']$/g, '').replace(/\\(.)/g, '$1');
}
