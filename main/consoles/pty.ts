import { PassThrough, Writable } from 'node:stream';
import type { IPty } from 'node-pty';
import { PaddockError } from '../domains/failure';
import type { TextConsole } from '../drivers/driver';

export interface PtyOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

/**
 * Runs a program in a pseudo-terminal as a text console: `lxc-attach`, `ssh`, a shell. The program ends with the console.
 * Throws `program-missing` where it can't be started, `unsupported` where this build has no pseudo-terminals.
 */
export async function ptyConsole(
  file: string,
  args: readonly string[],
  options: PtyOptions = {},
): Promise<TextConsole> {
  const { spawn } = await loadPty();
  let pty: IPty;
  try {
    pty = spawn(file, [...args], {
      name: 'xterm-256color',
      cols: options.columns ?? 80,
      rows: options.rows ?? 24,
      cwd: options.cwd,
      env: { ...options.env, TERM: 'xterm-256color' },
      encoding: null,
    });
  } catch (error) {
    throw new PaddockError(
      {
        code: 'program-missing',
        message: `“${file}” can’t be started.`,
        cause: error instanceof Error ? error.message : String(error),
        next: 'Install it, or set its path in the settings.',
        detail: { command: [file, ...args] },
      },
      { cause: error },
    );
  }
  const output = new PassThrough();
  // With `encoding: null` node-pty gives Buffers, which its typings do not say.
  pty.onData((data: string | Buffer) => {
    if (!output.write(data)) {
      pty.pause();
      output.once('drain', () => pty.resume());
    }
  });
  pty.onExit(() => output.end());
  const input = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      pty.write(chunk.toString('utf8'));
      done();
    },
  });
  return {
    history: new Uint8Array(),
    output,
    input,
    resize: (columns, rows) => pty.resize(columns, rows),
    close: () => pty.kill(),
  };
}

async function loadPty(): Promise<typeof import('node-pty')> {
  try {
    return await import('node-pty');
  } catch (error) {
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
}
