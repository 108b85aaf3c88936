import { PassThrough, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { DisplayConsole, ScreenClipboard, TextConsole, Usage } from '../driver';
import { bootLog, shutdownLog } from './boot-log';
import { Keyboard } from './keyboard';
import { pngOf } from './png';
import { RfbServer } from './rfb-server';
import { Screen } from './screen';
import { Shell } from './shell';
import { systemOf, type System } from './systems';
import { simulatedUsage } from './usage';

const HISTORY_LENGTH = 64 * 1024;
/** How much of a serial line may wait to be read before the guest is held up, in bytes. */
const CONGESTION = 1024 * 1024;
const CLOCK_MS = 1000;

export interface GuestOptions {
  readonly name: string;
  readonly system: string;
  /** In bytes. */
  readonly memory: number;
  readonly cpus: number;
  readonly addresses: readonly string[];
  /** Milliseconds since the epoch. */
  readonly bootedAt: number;
  /** How long the boot is to be seen on the console, in ms. */
  readonly bootTime: number;
  readonly poweredOff: () => void;
}

/**
 * What runs inside a simulated machine: a shell on a serial line, shown on a screen as well. It costs next to nothing
 * until one of its consoles is opened, so ten thousand may run. It stands still while it is paused.
 */
export class Guest {
  readonly #system: System;
  #bootedAt: number;
  #isPaused = false;
  #pausedAt: number | null = null;
  /** How long it was paused since it booted. */
  #pausedMs = 0;
  #isOver = false;
  /** Timers that wait, each with what it will do. */
  readonly #timers = new Set<NodeJS.Timeout>();
  /** What fell due while it was paused. */
  #due: (() => void)[] = [];
  #typed = '';
  #terminal: { shell: Shell; readonly screen: Screen } | null = null;
  #isUp = false;
  #history = '';
  readonly #lines = new Set<PassThrough>();
  readonly #displays = new Set<RfbServer>();
  /** Who is told what is copied: a display each. */
  readonly #copying = new Set<(text: string) => void>();
  #clipboard = '';
  #clock: NodeJS.Timeout | null = null;

  /** What it was started with. */
  get hardware(): Pick<GuestOptions, 'memory' | 'cpus'> {
    return this.options;
  }

  constructor(private readonly options: GuestOptions) {
    this.#system = systemOf(options.system);
    this.#bootedAt = options.bootedAt;
  }

  /** Calls back after so many ms, but not while the guest is paused nor after its end; returns what calls it off. */
  after(milliseconds: number, then: () => void): () => void {
    let isCalledOff = false;
    const due = (): void => {
      if (isCalledOff || this.#isOver) return;
      if (this.#isPaused) this.#due.push(due);
      else then();
    };
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      due();
    }, milliseconds);
    this.#timers.add(timer);
    return () => {
      isCalledOff = true;
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  pause(): void {
    this.#pausedAt ??= Date.now();
    this.#isPaused = true;
  }

  resume(): void {
    this.#pausedMs += Date.now() - (this.#pausedAt ?? Date.now());
    this.#pausedAt = null;
    this.#isPaused = false;
    for (const due of this.#due.splice(0)) due();
    const typed = this.#typed;
    this.#typed = '';
    this.#type(typed);
  }

  /** Tells on its console that it stops its services. */
  stopServices(then: 'Power down' | 'Restarting system'): void {
    if (!this.#terminal) return;
    this.#isUp = false;
    this.#terminal.shell.end();
    this.#write(`\r\n${shutdownLog(this.#system, then).join('\r\n')}\r\n`);
  }

  /** What was to stop it was called off: its shell answers again. */
  carryOn(): void {
    if (!this.#terminal || this.#isOver) return;
    this.#isUp = true;
    this.#terminal.shell.begin();
  }

  /** Boots anew; its consoles stay connected, as a serial line does. */
  restart(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#due = [];
    this.#typed = '';
    this.#bootedAt = Date.now();
    this.#pausedMs = 0;
    if (this.#pausedAt !== null) this.#pausedAt = this.#bootedAt;
    if (!this.#terminal) return;
    this.#terminal.shell.end();
    this.#write('\x1b[H\x1b[2J');
    this.#boot(this.#terminal);
  }

  /** The machine is off: its consoles end. */
  end(): void {
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#terminal?.shell.end();
    for (const line of this.#lines) line.end();
    for (const display of [...this.#displays]) display.close();
    if (this.#clock) clearInterval(this.#clock);
  }

  /** What it takes of its host; `seed` is the same for the same machine each time. */
  usage(seed: number): Usage {
    const { memory, cpus } = this.options;
    const ranMs = (this.#pausedAt ?? Date.now()) - this.#bootedAt - this.#pausedMs;
    return simulatedUsage({ seed, memory, cpus, ranMs: Math.max(0, ranMs), isPaused: this.#isPaused });
  }

  /** A PNG of its screen. A screen that was made for it alone goes again: ten thousand would take much memory. */
  picture(): Promise<Uint8Array> {
    const wasAsleep = this.#terminal === null;
    const { screen, shell } = this.#awake();
    screen.tick(Date.now());
    const png = pngOf(screen.framebuffer);
    if (wasAsleep && this.#isUp) {
      shell.end();
      this.#terminal = null;
      this.#history = '';
    }
    return png;
  }

  openSerial(): TextConsole {
    this.#awake();
    const output = new PassThrough();
    const decoder = new StringDecoder('utf8'); // a character may come in two pieces
    const input = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.#type(decoder.write(chunk));
        done();
      },
    });
    this.#lines.add(output);
    const close = (): void => {
      this.#lines.delete(output);
      output.end();
    };
    return { history: Buffer.from(this.#history), output, input, close };
  }

  openDisplay(): DisplayConsole {
    const { screen } = this.#awake();
    const keyboard = new Keyboard(
      (text) => this.#type(text),
      () => this.#reboot(),
    );
    let copied: (text: string) => void = () => undefined;
    const tell = (text: string): void => copied(text);
    const server: RfbServer = new RfbServer({
      screen,
      title: this.options.name,
      key: (keysym, isDown) => keyboard.key(keysym, isDown),
      pointer: (x, y) => {
        if (!this.#isPaused) screen.movePointer(x, y);
      },
      closed: () => {
        this.#displays.delete(server);
        this.#copying.delete(tell);
        if (this.#displays.size > 0 || !this.#clock) return;
        clearInterval(this.#clock);
        this.#clock = null;
      },
    });
    this.#displays.add(server);
    this.#copying.add(tell);
    this.#clock ??= setInterval(() => {
      if (!this.#isPaused) screen.tick(Date.now());
    }, CLOCK_MS);
    const clipboard: ScreenClipboard = {
      onCopied: (listener) => (copied = listener),
      offer: (text) => (this.#clipboard = text),
    };
    const { input, output } = server;
    return { input, output, clipboard, close: () => server.close() };
  }

  /** Makes the terminal when it is first looked at, as far as the boot has come by then. */
  #awake(): { shell: Shell; readonly screen: Screen } {
    if (this.#terminal) return this.#terminal;
    const { name, memory, cpus, addresses } = this.options;
    const terminal = {
      screen: new Screen(this.#system, name, Date.now()),
      shell: new Shell({
        name,
        system: this.#system,
        memory,
        cpus,
        addresses,
        write: (text) => this.#write(text),
        now: () => Date.now(),
        bootedAt: () => this.#bootedAt,
        after: (milliseconds, then) => this.after(milliseconds, then),
        isCongested: () => [...this.#lines].some((line) => line.readableLength > CONGESTION),
        clipboard: () => this.#clipboard,
        copy: (text) => {
          this.#clipboard = text;
          for (const tell of this.#copying) tell(text);
        },
        powerOff: () => this.#powerOff(),
        reboot: () => this.#reboot(),
      }),
    };
    this.#terminal = terminal;
    this.#boot(terminal);
    return terminal;
  }

  /** Writes what the boot has written by now, and the rest as it comes. */
  #boot(terminal: { readonly shell: Shell }): void {
    const { memory, cpus, bootTime } = this.options;
    const lines = bootLog(this.#system, memory, cpus);
    const passed = Date.now() - this.#bootedAt;
    this.#isUp = false;
    const tell = (at: number): void => {
      const line = lines[at];
      if (line === undefined) {
        this.#isUp = true;
        terminal.shell.begin();
        return;
      }
      this.#write(`${line}\r\n`);
      const dueAt = (bootTime * (at + 1)) / lines.length;
      if (dueAt <= passed) tell(at + 1);
      else this.after(bootTime / lines.length, () => tell(at + 1));
    };
    tell(0);
  }

  #write(text: string): void {
    this.#history = (this.#history + text).slice(-HISTORY_LENGTH);
    for (const line of this.#lines) line.write(text);
    this.#terminal?.screen.write(text);
  }

  #type(text: string): void {
    if (this.#isOver || text === '') return;
    if (this.#isPaused) this.#typed += text;
    else if (this.#isUp) this.#terminal?.shell.type(text);
  }

  #powerOff(): void {
    this.stopServices('Power down');
    this.after(this.options.bootTime / 4, () => this.options.poweredOff());
  }

  #reboot(): void {
    if (!this.#isUp || this.#isPaused) return;
    this.stopServices('Restarting system');
    this.after(this.options.bootTime / 4, () => this.restart());
  }
}
