/**
 * What a command and the Paddock that answers it say to each other on a unix socket, one JSON document a line. The answering
 * side greets; a call of the window's contract is answered by its number; a connection on which a console was asked for
 * carries that console from then on, its bytes in base64.
 */
import { join } from 'node:path';
import type { CallAnswer, CallName, ConsoleFromMain, ConsoleToMain } from '../../preload/contract';

/** The first line of the side that answers. */
export interface Greeting {
  readonly paddock: string;
  /** Whether it is the app, the tray while there is no window, or a command that has the machines for as long as it takes. */
  readonly host: 'app' | 'tray' | 'command line';
}

export type FromCommand =
  | { readonly id: number; readonly call: string; readonly args: unknown }
  | { readonly console: { readonly id: string; readonly console: string } }
  /** Asks whoever has the machines to let go of them, for this process takes their place. */
  | { readonly leave: true };

/** What is answered to that: what the next one is to know, or that nothing is let go of. */
export type Leaving = { readonly handed: unknown } | { readonly stays: true };

export interface Answered {
  readonly id: number;
  readonly answer: CallAnswer<CallName>;
}

type Written<M> = M extends { readonly bytes: Uint8Array }
  ? Omit<M, 'bytes'> & { readonly bytes: string }
  : M;

/** A console's message as it is written in a line. */
export type ConsoleLine = Written<ConsoleFromMain> | Written<ConsoleToMain>;

/** Turns bytes into base64, so that a console's message fits a line. */
export function writeConsole(message: ConsoleFromMain | ConsoleToMain): ConsoleLine {
  if (!('bytes' in message) || typeof message.bytes === 'number') return message as ConsoleLine;
  return { ...message, bytes: Buffer.from(message.bytes).toString('base64') } as ConsoleLine;
}

/** Turns base64 back into bytes; what is no console's message stays as it is, for whoever checks it. */
export function readConsole(line: unknown): unknown {
  if (typeof line !== 'object' || line === null || !('bytes' in line)) return line;
  return typeof line.bytes === 'string'
    ? { ...line, bytes: new Uint8Array(Buffer.from(line.bytes, 'base64')) }
    : line;
}

/** Where commands are answered: in the folder of sockets, which is the user's alone. */
export function commandSocket(runtime: string): string {
  return join(runtime, 'command-line.sock');
}
