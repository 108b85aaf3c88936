import { COMMON } from './arguments';
import type { Command } from './command';
import { ALIASES, COMMANDS } from './commands';

const EXIT_CODES = `Exit codes: 0 done, 1 failed, 2 typed wrong, 3 no such machine, 4 can’t be done in this state.`;

/** How one command is typed, and its options. */
export function helpOf(name: string, { usage, help, options }: Command): string {
  const lines = Object.entries({ ...options, ...COMMON }).map(
    ([option, { value, help: about }]) => [`--${option}${value ? ` ${value}` : ''}`, about] as const,
  );
  return `Usage: paddock ${[name, usage].filter(Boolean).join(' ')} [OPTION...]\n\n${help}\n\n${columns(lines)}`;
}

/** All commands. */
export function help(): string {
  const lines = Object.entries(COMMANDS).map(
    ([name, { usage, help: about }]) => [[name, usage].filter(Boolean).join(' '), about] as const,
  );
  const also = Object.entries(ALIASES).map(([alias, name]) => `${alias} is ${name}`);
  return [
    'Usage: paddock COMMAND [OPTION...]    `paddock help COMMAND` tells more.\n',
    '       paddock                        opens the window.\n\n',
    columns(lines),
    `\nEvery command takes --json, for one JSON document on the output. ${EXIT_CODES}\n`,
    'A machine is named by its name, its id, or the beginning of that.\n',
    `Also: ${also.join(', ')}.\n`,
  ].join('');
}

function columns(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}
