import { spawn } from 'node:child_process';
import { spawn as spawnInTerminal, type IPty } from 'node-pty';
import { eventually, environment, executable, ROOT_ARGUMENTS } from './app';

/** What came of a command. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** As over ssh: a command finds no display. */
function withoutDisplay(home: string): Record<string, string> {
  const env = environment(home);
  delete env['DISPLAY'];
  delete env['WAYLAND_DISPLAY'];
  delete env['XAUTHORITY'];
  return env;
}

/** Gives a command to Paddock’s own program, without a display and without a terminal. */
export function paddock(home: string, ...words: readonly string[]): Promise<Ended> {
  const child = spawn(executable(), [...ROOT_ARGUMENTS, '.', ...words], {
    env: withoutDisplay(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (more: string) => (text += more));
    return () => text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: out?.() ?? '', err: err?.() ?? '' }));
  });
}

/** The JSON document that a command printed, whatever came of it. */
export async function json(home: string, ...words: readonly string[]): Promise<unknown> {
  const { out, err } = await paddock(home, ...words, '--json');
  if (err !== '') throw new Error(err);
  return JSON.parse(out);
}

/** A command on a terminal. */
export class Terminal {
  #shown = '';
  readonly #pty: IPty;
  readonly ended: Promise<number>;

  constructor(home: string, ...words: readonly string[]) {
    this.#pty = spawnInTerminal(executable(), [...ROOT_ARGUMENTS, '.', ...words], {
      cols: 100,
      rows: 30,
      env: withoutDisplay(home),
    });
    this.#pty.onData((text) => (this.#shown += text));
    this.ended = new Promise((resolve) => this.#pty.onExit(({ exitCode }) => resolve(exitCode)));
  }

  get shown(): string {
    return this.#shown;
  }

  type(text: string): void {
    this.#pty.write(text);
  }

  resize(columns: number, rows: number): void {
    this.#pty.resize(columns, rows);
  }

  /** Waits until something is shown. */
  async shows(what: RegExp | string, timeout = 20_000): Promise<void> {
    await eventually(
      () => this.#shown,
      (text) => (typeof what === 'string' ? text.includes(what) : what.test(text)),
      timeout,
    );
  }
}
