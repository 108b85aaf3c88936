import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPaths } from '../paths';
import { readArguments } from './arguments';
import type { Outcome } from './command';
import { ALIASES, COMMANDS } from './commands';
import { nextWords } from './completion';
import { EXIT, exitCodeOf, failureOf, WrongUsage, type ExitCode } from './failed';
import { help, helpOf } from './help';
import { knownNames } from './known-names';
import { failureText } from './output';
import { Progress } from './progress';
import { reach } from './reach';
import { complain, print } from './terminal';

/** Does what was typed after `paddock`, says what came of it, and gives the exit code. Never throws. */
export async function run(typed: readonly string[]): Promise<ExitCode> {
  const isJson = typed.includes('--json');
  // What is said does not wait until the machines are let go of.
  let letGo = (): Promise<void> => Promise.resolve();
  try {
    const outcome = await perform(typed, (close) => (letGo = close));
    if (isJson && outcome.json !== undefined) print(`${JSON.stringify(outcome.json, null, 2)}\n`);
    else print(outcome.text);
    if (outcome.complaint && !isJson) complain(outcome.complaint);
    return outcome.exit ?? EXIT.done;
  } catch (error) {
    return tell(error, isJson);
  } finally {
    await letGo().catch((error: unknown) => complain(failureText(failureOf(error))));
  }
}

function tell(error: unknown, isJson: boolean): ExitCode {
  if (error instanceof WrongUsage) {
    if (isJson) print(json({ code: 'argument-invalid', message: error.message }));
    else complain(`paddock: ${error.message}\n${error.hint ?? ''}`);
    return EXIT.wrongUsage;
  }
  const failure = failureOf(error);
  if (isJson) print(json(failure));
  else complain(failureText(failure));
  return exitCodeOf(failure);
}

const json = (failure: unknown): string => `${JSON.stringify({ failure }, null, 2)}\n`;

async function perform(
  typed: readonly string[],
  reached: (close: () => Promise<void>) => void,
): Promise<Outcome> {
  // Options may stand before the command's name, as far as they take no value.
  const first = typed.findIndex((word) => !word.startsWith('-'));
  if (first < 0) return withoutCommand(typed);
  if (typed[first] === 'help') return { json: undefined, text: helpFor(typed.slice(first + 1)) };
  if (typed[first] === 'completion' && typed[first + 1] === 'next') return next(typed.slice(first + 3));
  const { name, length } = commandAt(typed.slice(first));
  const command = COMMANDS[name];
  if (!command) throw noCommand(typed.slice(first));
  const rest = [...typed.slice(0, first), ...typed.slice(first + length)];
  let given;
  try {
    given = readArguments(rest, command);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    throw new WrongUsage(
      error.message,
      `Usage: paddock ${name} ${command.usage}\n\`paddock help ${name}\` tells more.\n`,
    );
  }
  if (given.options['help']) return { json: undefined, text: helpOf(name, command) };
  if ('print' in command) return command.print(given);
  const { client, again, close } = await reach(findPaths(), ownVersion());
  reached(close);
  const progress = new Progress(client);
  if (!given.options['json']) progress.begin();
  try {
    return await command.run({ client, again, ...given });
  } finally {
    progress.end();
  }
}

/** What a shell's script asks at each completion: `completion next -- WORD...`. A file by `:files`, as no name begins so. */
async function next(words: readonly string[]): Promise<Outcome> {
  const found = await nextWords(words, COMMANDS, ALIASES, knownNames(findPaths(), ownVersion()));
  const lines = found.files ? [...found.words, ':files'] : found.words;
  return { json: undefined, text: lines.map((line) => `${line}\n`).join('') };
}

function withoutCommand(typed: readonly string[]): Outcome {
  if (typed.includes('--version')) {
    const version = ownVersion();
    return { json: { version }, text: `Paddock ${version}\n` };
  }
  if (typed.includes('--help') || typed.includes('-h')) return { json: undefined, text: help() };
  throw new WrongUsage('Say what to do.', '`paddock help` lists the commands.\n');
}

/** The command that the words begin with, by its name or another tool's, and of how many words that is. */
function commandAt(words: readonly string[]): { readonly name: string; readonly length: number } {
  const [one = '', two = ''] = words;
  const pair = `${one} ${two}`;
  const long = own(ALIASES, pair) ?? pair;
  if (own(COMMANDS, long)) return { name: long, length: 2 };
  return { name: own(ALIASES, one) ?? (own(COMMANDS, one) ? one : ''), length: 1 };
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function noCommand([one = '']: readonly string[]): WrongUsage {
  const begun = Object.keys(COMMANDS).filter((name) => name.startsWith(`${one} `));
  if (begun.length > 0) return new WrongUsage(`Say what: ${begun.join(', ')}.`);
  return new WrongUsage(`There is no command “${one}”.`, '`paddock help` lists the commands.\n');
}

function helpFor(words: readonly string[]): string {
  const wanted = words.filter((word) => !word.startsWith('-'));
  if (wanted.length === 0) return help();
  const { name } = commandAt(wanted);
  const command = own(COMMANDS, name);
  if (command) return helpOf(name, command);
  const begun = Object.entries(COMMANDS).filter(([one]) => one.startsWith(`${wanted[0] ?? ''} `));
  if (begun.length === 0) throw noCommand(wanted);
  return begun.map(([one, each]) => helpOf(one, each)).join('\n');
}

/** Of this program's own package, two folders above the bundle. */
function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
