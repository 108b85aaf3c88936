import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, isAbsolute, join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { PaddockError } from '../domains/failure';
import type { TextConsole } from '../drivers/driver';

export interface PtyOptions {
  readonly cwd?: string;
  /** The whole environment of the program; Paddock's own where none is given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly columns?: number;
  readonly rows?: number;
}

type Pty = typeof import('node-pty');

/**
 * Runs a program in a pseudo-terminal as a text console: `lxc-attach`, `ssh`, a shell. The program ends with the console.
 * Throws `program-missing` where there is no such program, `unsupported` where this build has no pseudo-terminals.
 */
export async function ptyConsole(
  file: string,
  args: readonly string[],
  options: PtyOptions = {},
  load: () => Promise<Pty> = async () => createRequire(__filename)('node-pty') as Pty,
): Promise<TextConsole> {
  const { spawn } = await load().catch(noPty);
  const env = options.env ?? process.env;
  // Without this check the terminal would open, and close again with nothing but an errno in it.
  const program = await findProgram(file, env.PATH ?? '');
  const pty = spawn(program, [...args], {
    name: 'xterm-256color',
    cols: options.columns ?? 80,
    rows: options.rows ?? 24,
    cwd: options.cwd,
    env: { ...env },
    encoding: null,
  });
  let isOver = false;
  const output = new PassThrough();
  // With `encoding: null` node-pty gives Buffers, which its typings do not say.
  pty.onData((data: string | Buffer) => {
    if (output.write(data)) return;
    pty.pause();
    output.once('drain', () => {
      if (!isOver) pty.resume();
    });
  });
  pty.onExit(() => {
    isOver = true;
    output.end();
  });
  const input = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (!isOver) pty.write(chunk);
      done();
    },
  });
  return {
    isProgram: true,
    history: new Uint8Array(),
    output,
    input,
    // A terminal whose program has ended has no size and no process any more.
    resize: (columns, rows) => {
      if (!isOver) pty.resize(columns, rows);
    },
    close: () => {
      if (!isOver) pty.kill();
    },
  };
}

async function findProgram(file: string, path: string): Promise<string> {
  const places = isAbsolute(file) ? [file] : path.split(delimiter).map((folder) => join(folder, file));
  for (const place of places) {
    const runs = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return place;
  }
  throw new PaddockError({
    code: 'program-missing',
    message: `The program “${file}” can’t be started.`,
    cause: isAbsolute(file)
      ? 'It is not there, or you may not run it.'
      : 'It is in no folder of the search path.',
    next: 'Install it, then try again.',
    detail: { command: [file] },
  });
}

function noPty(error: unknown): never {
  throw new PaddockError(
    {
      code: 'unsupported',
      message: 'Terminals can’t be opened: node-pty does not load.',
      cause: error instanceof Error ? error.message : String(error),
      next: 'Install Paddock anew; its native part does not fit this computer.',
    },
    { cause: error },
  );
}
