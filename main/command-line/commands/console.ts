import type { ConsoleFromMain } from '../../../preload/contract';
import type { Client } from '../client';
import type { Context, Working } from '../command';
import { Failed, WrongUsage } from '../failed';
import { findNamed } from '../names';
import { complain, hasTerminal, print, takeTerminal, type RawTerminal } from '../terminal';

/** Ctrl+] */
const LEAVE = 0x1d;

export const console: Working = {
  usage: 'NAME [CONSOLE]',
  help: 'Show a machine’s serial line, or a shell inside, on this terminal. Ctrl+] leaves it.',
  words: [1, 2],
  options: {},
  run: async (context) => {
    const { client, words, options } = context;
    if (options['json'] || !hasTerminal()) throw new WrongUsage('A console needs a terminal.');
    const { machines } = await client.call('machines.list', {});
    const machine = await client.call('machine.detail', { id: findNamed(machines, words[0] ?? '').id });
    const texts = machine.consoles.filter(({ kind }) => kind === 'text');
    const wanted = words[1];
    const chosen =
      wanted === undefined ? texts[0] : texts.find(({ id, title }) => id === wanted || title === wanted);
    if (!chosen) {
      throw new Failed({
        code: wanted === undefined ? 'unsupported' : 'argument-invalid',
        message:
          wanted === undefined
            ? `“${machine.name}” has no console for a terminal.`
            : `“${machine.name}” has no console “${wanted}” for a terminal.`,
        next: texts.length > 0 ? `It has: ${texts.map(({ id }) => id).join(', ')}.` : undefined,
      });
    }
    complain(`The console of “${machine.name}”; Ctrl+] leaves it.\n`);
    const terminal = takeTerminal();
    try {
      await show(terminal, context, machine.id, chosen.id);
    } finally {
      terminal.release();
      complain(`\nThe console of “${machine.name}” is left.\n`);
    }
    return { json: null, text: '' };
  },
};

/** Resolves when the console was left or has ended. Goes on with whoever has the machines then, where they change hands. */
async function show(
  terminal: RawTerminal,
  { client, again }: Context,
  id: string,
  console: string,
): Promise<void> {
  let keys: (bytes: Buffer) => void = () => undefined;
  let size: (columns: number, rows: number) => void = () => undefined;
  let left: () => void = () => undefined;
  let known: readonly [number, number] = [80, 24];
  terminal.onKeys((bytes) => {
    const at = bytes.indexOf(LEAVE);
    if (at !== 0) keys(at < 0 ? bytes : bytes.subarray(0, at));
    if (at < 0) return;
    left();
  });
  terminal.onSize((columns, rows) => {
    known = [columns, rows];
    size(columns, rows);
  });
  for (let connection: Client = client, isFirst = true; ; isFirst = false) {
    const end = await new Promise<'lost' | 'over' | Failed>((resolve) => {
      const link = connection.openConsole(id, console, (message) => {
        if (message === null) return resolve('lost');
        if (message.type === 'end') return resolve(message.failure ? new Failed(message.failure) : 'over');
        if (isFirst || message.type === 'data') shown(message);
        link.send({ type: 'ack', bytes: message.bytes.length });
      });
      left = () => {
        link.close();
        resolve('over');
      };
      size = (columns, rows) => link.send({ type: 'resize', columns, rows });
      keys = (bytes) => link.send({ type: 'data', bytes: new Uint8Array(bytes) });
      size(...known);
    });
    if (end instanceof Failed) throw end;
    if (end === 'over') return;
    [keys, size] = [() => undefined, () => undefined];
    const leaving = new Promise<null>((resolve) => (left = () => resolve(null)));
    const next = await Promise.race([again(), leaving]);
    if (next === null) return;
    connection = next;
  }
}

function shown(message: Exclude<ConsoleFromMain, { type: 'end' }>): void {
  if (message.type !== 'copied') print(message.bytes);
}
