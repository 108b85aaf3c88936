import { execFileSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { isatty, ReadStream, WriteStream } from 'node:tty';

/**
 * The terminal, or the pipes, that a command was given. By file descriptors: a command may run in a thread beside the one
 * that has Node's own streams.
 */
const [STDIN, STDOUT, STDERR] = [0, 1, 2] as const;
const FULL_MS = 5;

/** Writes all of it to the output, waiting where a pipe is full. */
export function print(what: string | Uint8Array): void {
  write(STDOUT, what);
}

/** The same to where errors and questions go. */
export function complain(text: string): void {
  write(STDERR, text);
}

/** Whether somebody reads along what goes where errors go. */
export function hasErrorTerminal(): boolean {
  return isatty(STDERR);
}

/** Writes a line over the one before it, cut off where the terminal ends; an empty one takes it away. */
export function overwrite(line: string): void {
  complain(line === '' ? '\r\x1b[K' : `\r\x1b[?7l${line.replaceAll('\n', ' ')}\x1b[?7h\x1b[K`);
}

/** Whether somebody can be asked. */
export function hasPerson(): boolean {
  return isatty(STDIN) && isatty(STDERR);
}

/** Whether a console can be shown, and typed into. */
export function hasTerminal(): boolean {
  return isatty(STDIN) && isatty(STDOUT);
}

/** Asks a question that is answered by yes or no; anything but a yes is a no. */
export function ask(question: string): Promise<boolean> {
  complain(`${question} [y/N] `);
  const input = new ReadStream(STDIN);
  return new Promise((resolve) => {
    const answered = (line: string): void => {
      input.destroy();
      resolve(/^y(es)?$/i.test(line.trim()));
    };
    input.once('data', (line) => answered(String(line)));
    input.once('end', () => answered(''));
  });
}

/** The terminal in raw mode: each key as it is typed. */
export interface RawTerminal {
  onKeys(listener: (bytes: Buffer) => void): void;
  /** Hears it when the terminal has another size. */
  onSize(listener: (columns: number, rows: number) => void): void;
  /** Gives the terminal back as it was. */
  release(): void;
}

/** How often the size is looked at, in ms. */
const SIZE_MS = 250;

/** stty(1) about this terminal. */
function stty(...args: readonly string[]): string {
  return execFileSync('stty', args, { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' }).trim();
}

/** Takes the terminal for a console. Node's own raw mode would make of each line feed a carriage return as well. */
export function takeTerminal(): RawTerminal {
  const input = new ReadStream(STDIN);
  // Node looks at the size anew where a signal says so, which a thread does not hear.
  const output = new WriteStream(STDOUT) as WriteStream & { _refreshSize(): void };
  const before = stty('-g');
  stty('raw', '-echo');
  let timer: NodeJS.Timeout | null = null;
  return {
    onKeys: (listener) => void input.on('data', listener),
    onSize: (listener) => {
      let known = '';
      const look = (): void => {
        output._refreshSize();
        const [columns, rows] = output.getWindowSize();
        if (known === `${columns}x${rows}` || columns < 1 || rows < 1) return;
        known = `${columns}x${rows}`;
        listener(columns, rows);
      };
      look();
      timer = setInterval(look, SIZE_MS);
    },
    release: () => {
      if (timer) clearInterval(timer);
      stty(before);
      input.destroy();
      output.destroy();
    },
  };
}

function write(to: number, what: string | Uint8Array): void {
  let bytes: Uint8Array = typeof what === 'string' ? Buffer.from(what) : what;
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(to, bytes));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit(0); // whoever reads has seen enough
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_MS);
    }
  }
}
