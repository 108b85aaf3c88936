import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { QemuConfig } from './config';
import { PaddockError } from '../../domains/failure';
import { GuestClipboard } from './clipboard/guest-clipboard';
import { CLIPBOARD_LINE, CLIPBOARD_PORT } from './devices/clipboard';
import { AGENT_LINE, AGENT_PORT } from './devices/guest-agent';
import { endingOf, ShutdownSchema, type Ending } from './ending';
import { FollowedAgent } from './guest-agent/follow';
import { BlockErrorSchema, ioErrorReason, whyHeld } from './io-error';
import { isAlive, kill, type ProcessIdentity } from '../process-identity';
import { QmpClient, type QmpEvent } from './qmp';
import { doingOf, StatusSchema, type Doing } from './run-state';
import { SerialLine } from './serial';
import type { MachinePaths } from './paths';

const PortSchema = z.object({ id: z.string(), open: z.boolean() });
const LinesSchema = z.array(z.object({ label: z.string(), 'frontend-open': z.boolean() }));
const DeviceSchema = z.object({ device: z.string().optional(), path: z.string() });

/** How long a process may take to die once it has let go of its sockets, in ms. */
const DYING_LIMIT_MS = 5_000;
const LOOK_EVERY_MS = 20;
/** A clock that is so late is set, in ms; a snapshot takes less. */
const STANDSTILL_MS = 2_000;

export interface LiveMachineOptions {
  readonly identity: ProcessIdentity;
  /** Given where this process started it: its end is then seen with its exit code. */
  readonly child: ChildProcess | null;
  readonly accelerator: 'kvm' | 'tcg';
  /** What it was started with; null where that is not known. */
  readonly config: QemuConfig | null;
  readonly paths: MachinePaths;
  readonly serials: readonly string[];
  readonly log: (message: string) => void;
}

/**
 * A running QEMU: its connection, what it does, and how it ended. It changes by QEMU's events at once and alone; the
 * registry hears of it through `onChange` and copies what is true by then, so a late event can't bring an old state back.
 */
export class LiveMachine {
  readonly identity: ProcessIdentity;
  readonly accelerator: 'kvm' | 'tcg';
  /** What it has now; null where that is not known. */
  config: QemuConfig | null;
  readonly paths: MachinePaths;
  readonly agent: FollowedAgent;
  readonly clipboard: GuestClipboard;
  /** Resolves when the process is gone. */
  readonly ended: Promise<Ending>;
  /** Called after each change; set once the registry knows the machine. */
  onChange: () => void = () => undefined;
  /** Called when the guest lets go of a device that nobody waits for: it was asked to before, and took its time. */
  onReleased: (device: string) => void = () => undefined;
  /** True once Paddock itself ends the process. */
  destroying = false;
  /** True as long as it is given the memory that it is to go on from. */
  lacksMemory = false;
  /** Resolves when it is known whether programs inside have opened their ports, which nothing else waits for. Never rejects. */
  portsKnown: Promise<void> = Promise.resolve();
  readonly #serials: ReadonlyMap<string, SerialLine>;
  readonly #child: ChildProcess | null;
  readonly #log: (message: string) => void;
  readonly #waiting = new Set<() => void>();
  readonly #hearing = new Set<(event: QmpEvent) => void>();
  /** What became of the devices that were asked to go and are waited for, by id or path. */
  readonly #leaving = new Map<string, 'asked' | 'gone' | 'refused'>();
  #client: QmpClient | null = null;
  #doing: Doing = { state: 'unknown', reason: 'Paddock is connecting to it.' };
  #ending: Ending | null = null;
  #shutdown: z.infer<typeof ShutdownSchema> | null = null;
  #panicked = false;
  #pauseReason: string | null = null;
  /** Since when it stands still; null while it runs. */
  #stoodSince: number | null = null;
  #released = false;
  /** Set once QEMU has greeted: before that it takes no command. */
  #greeted = false;
  /** How much is going on that may keep QEMU from answering. */
  #occupied = 0;
  #hangs = false;
  #onEnded!: (ending: Ending) => void;

  constructor(options: LiveMachineOptions) {
    this.identity = options.identity;
    this.accelerator = options.accelerator;
    this.config = options.config;
    this.paths = options.paths;
    this.#child = options.child;
    this.#log = options.log;
    this.agent = new FollowedAgent({
      socket: options.paths.agent,
      isRunning: () => this.#doing.state === 'running',
      log: options.log,
    });
    this.agent.onChange = () => this.#changed();
    this.clipboard = new GuestClipboard(options.paths.clipboard, options.log);
    this.#serials = new Map(
      options.serials.map((id) => [
        id,
        new SerialLine(options.paths.serial(id), options.paths.serialLog(id), options.log),
      ]),
    );
    this.ended = new Promise((resolve) => (this.#onEnded = resolve));
    const { child } = options;
    if (child) {
      const onExit = (exitCode: number | null, signal: string | null): void =>
        void this.#exited(exitCode, signal);
      if (child.exitCode !== null || child.signalCode !== null) onExit(child.exitCode, child.signalCode);
      else child.once('exit', onExit);
    }
  }

  get doing(): Doing {
    return this.#doing;
  }
  get ending(): Ending | null {
    return this.#ending;
  }
  /** Whether the guest (or whoever) has begun to power the machine off. */
  get isShuttingDown(): boolean {
    return this.#shutdown !== null;
  }

  get isReleased(): boolean {
    return this.#released;
  }
  /** Whether it was asked something and has not answered for a long time. */
  get hangs(): boolean {
    return this.#hangs;
  }

  /** The connection, or null where there is none that takes commands: it was lost, or QEMU has not greeted. */
  get qmp(): QmpClient | null {
    return this.#greeted && this.#client?.isOpen ? this.#client : null;
  }

  serial(id: string): SerialLine | undefined {
    return this.#serials.get(id);
  }

  /** The listener to connect a QmpClient with. */
  readonly onEvent = (event: QmpEvent): void => {
    this.#event(event);
    if (this.#hearing.size === 0) return;
    for (const hear of this.#hearing) hear(event);
    for (const look of [...this.#waiting]) look();
  };

  /** Takes a connection that QEMU has greeted, and asks what the machine is doing, unless that was asked already. */
  async take(client: QmpClient, asked?: Promise<z.infer<typeof StatusSchema>>): Promise<void> {
    this.#follow(client);
    this.#greeted = true;
    const { status } = await (asked ?? client.execute('query-status', StatusSchema));
    if (status === 'io-error') this.#pauseReason ??= await whyHeld(client);
    this.#setDoing(doingOf(status, this.#pauseReason));
    if (status === 'shutdown') this.#shutdown ??= { guest: true, reason: 'guest-shutdown' };
    this.portsKnown = this.#askForPorts(client);
  }

  async #askForPorts(client: QmpClient): Promise<void> {
    try {
      const lines = await client.execute('query-chardev', LinesSchema);
      for (const { label, 'frontend-open': isOpen } of lines) this.#portIs(label, isOpen ? 'open' : 'closed');
    } catch (error) {
      if (client.isOpen) this.#log(`ports of ${this.identity.pid}: ${String(error)}`);
    }
  }

  /** Takes a connection that QEMU has not greeted yet: its end still tells of the machine's. */
  takeUnanswered(client: QmpClient, reason: string): void {
    this.#follow(client);
    this.unknown(reason);
  }

  unknown(reason: string): void {
    this.#setDoing({ state: 'unknown', reason });
  }

  /** Does what may keep QEMU from answering for a while: it is not taken for hanging meanwhile. */
  async occupiedWith<T>(work: () => Promise<T>): Promise<T> {
    this.#occupied++;
    try {
      return await work();
    } finally {
      this.#occupied--;
    }
  }

  /** Where QEMU does not answer within `limitMs`, the machine is unknown until it does. Never throws. */
  async lookWhetherItAnswers(limitMs: number): Promise<void> {
    const { qmp } = this;
    if (!qmp || this.#occupied > 0) return;
    try {
      const { status } = await qmp.execute('query-status', StatusSchema, undefined, limitMs);
      if (!this.#hangs) return;
      this.#hangs = false;
      this.#setDoing(doingOf(status, this.#pauseReason));
    } catch (error) {
      const isLate = error instanceof PaddockError && error.code === 'timeout';
      if (!isLate || this.#occupied > 0) return;
      this.#hangs = true;
      this.unknown(
        `Its QEMU (process ${this.identity.pid}) does not answer: it hangs, or waits for a drive. Wait, or force it off.`,
      );
    }
  }

  /** Says that its guest goes on from an earlier moment: its clock is set when it runs, where an agent answers. */
  stoodStill(): void {
    if (this.#doing.state === 'paused') this.#stoodSince = 0;
    else this.agent.stoodStill();
  }

  /** Waits for `wanted` to come true, looked at after every change; ends as well when the machine does. */
  async until(wanted: () => boolean, limitMs: number, signal?: AbortSignal): Promise<boolean> {
    if (wanted()) return true;
    return new Promise((resolve) => {
      const settle = (result: boolean): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        signal?.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const look = (): void => {
        if (wanted()) settle(true);
        else if (this.#ending) settle(false);
      };
      const onAbort = (): void => settle(wanted());
      const timer = setTimeout(onAbort, limitMs);
      this.#waiting.add(look);
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) onAbort();
      else look();
    });
  }

  /** Resolves when QEMU tells of something by one of these events; after `limitMs` in any case, and when the machine ends. */
  async tells(names: readonly string[], limitMs: number): Promise<void> {
    let told = false;
    const hear = ({ name }: QmpEvent): void => {
      told ||= names.includes(name);
    };
    this.#hearing.add(hear);
    await this.until(() => told, limitMs);
    this.#hearing.delete(hear);
  }

  /**
   * Waits for a guest to let go of a device, by its id or its path in QEMU, after `ask` has asked for that. False where it
   * refuses, has not within `limitMs`, or `signal` ends the waiting.
   */
  async letsGo(
    device: string,
    ask: () => Promise<void>,
    limitMs: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    this.#leaving.set(device, 'asked');
    try {
      await ask();
      await this.until(() => this.#leaving.get(device) !== 'asked', limitMs, signal);
      return this.#leaving.get(device) === 'gone' || this.#ending !== null;
    } finally {
      this.#leaving.delete(device);
    }
  }

  /** SIGKILL. Resolves when the process is gone; false where it does not go (stuck in the kernel). */
  async kill(): Promise<boolean> {
    this.destroying = true;
    if (this.#child) this.#child.kill('SIGKILL');
    else kill(this.identity);
    if (await this.#isGoneWithin(DYING_LIMIT_MS)) {
      if (!this.#child) this.#end({ state: 'shutoff', reason: null });
      else await this.until(() => this.#ending !== null, DYING_LIMIT_MS);
      return true;
    }
    return this.#ending !== null;
  }

  /** Lets go of it, without stopping it. */
  release(): void {
    this.#released = true;
    this.onChange = () => undefined;
    this.#client?.close();
    this.agent.end();
    this.clipboard.end();
    for (const line of this.#serials.values()) line.close();
    this.#child?.unref();
  }

  #follow(client: QmpClient): void {
    this.#client = client;
    void client.closed.then(() => this.#disconnected(client));
  }

  async #disconnected(client: QmpClient): Promise<void> {
    if (this.#released || this.#client !== client || this.#ending) return;
    if (await this.#isGoneWithin(DYING_LIMIT_MS)) {
      // The parent hears the exit code; give it the moment to arrive.
      if (this.#child) await this.until(() => this.#ending !== null, 1_000);
      this.#end(this.#endingBy(null, null));
    } else if (!this.#released) {
      this.unknown(
        `Its QEMU (process ${this.identity.pid}) still runs but has closed its control connection.`,
      );
    }
  }

  async #exited(exitCode: number | null, signal: string | null): Promise<void> {
    // The last events may still be on their way.
    if (this.#client) await Promise.race([this.#client.closed, delay(500)]);
    this.#end(this.#endingBy(exitCode, signal));
  }

  async #isGoneWithin(limitMs: number): Promise<boolean> {
    const end = Date.now() + limitMs;
    while (isAlive(this.identity)) {
      if (Date.now() > end) return false;
      await delay(LOOK_EVERY_MS);
    }
    return true;
  }

  #endingBy(exitCode: number | null, signal: string | null): Ending {
    const { destroying, lacksMemory } = this;
    const [shutdown, panicked] = [this.#shutdown, this.#panicked];
    return endingOf({ shutdown, panicked, destroying, lacksMemory, exitCode, signal });
  }

  #end(ending: Ending): void {
    if (this.#ending || this.#released) return;
    this.#ending = ending;
    this.#client?.close();
    this.agent.end();
    this.clipboard.end();
    for (const line of this.#serials.values()) line.end();
    this.#onEnded(ending);
    this.#changed();
  }

  #event({ name, data }: QmpEvent): void {
    switch (name) {
      case 'STOP':
        this.#stoodSince ??= Date.now();
        if (this.#panicked || this.#shutdown) return; // on its way out
        this.#setDoing({ state: 'paused', reason: this.#pauseReason });
        return;
      case 'RESUME':
      case 'WAKEUP':
        this.#pauseReason = null;
        this.#setDoing({ state: 'running', reason: null });
        if (this.#stoodSince !== null && Date.now() - this.#stoodSince > STANDSTILL_MS)
          this.agent.stoodStill();
        this.#stoodSince = null;
        return;
      case 'SUSPEND':
        this.#setDoing({ state: 'running', reason: 'The guest sleeps.' });
        return;
      case 'BLOCK_IO_ERROR': {
        const error = BlockErrorSchema.safeParse(data);
        if (error.success && error.data.action === 'stop') {
          this.#pauseReason = ioErrorReason(error.data);
          if (this.#doing.state === 'paused') this.#setDoing({ state: 'paused', reason: this.#pauseReason });
        }
        return;
      }
      case 'DEVICE_DELETED':
      case 'DEVICE_UNPLUG_GUEST_ERROR': {
        const device = DeviceSchema.safeParse(data);
        if (device.success) this.#leave(device.data, name === 'DEVICE_DELETED' ? 'gone' : 'refused');
        return;
      }
      case 'VSERPORT_CHANGE': {
        const port = PortSchema.safeParse(data);
        if (port.success) this.#portIs(port.data.id, port.data.open ? 'open' : 'closed');
        return;
      }
      case 'GUEST_PANICKED':
        this.#panicked = true;
        return;
      case 'RESET':
        this.#shutdown = null; // of a machine that was held after its guest powered off
        this.#changed();
        return;
      case 'SHUTDOWN': {
        const parsed = ShutdownSchema.safeParse(data);
        this.#shutdown = parsed.success ? parsed.data : { guest: false, reason: '' };
        this.#changed();
        return;
      }
    }
  }

  /** A port to a program inside, by its own name or that of its line. */
  #portIs(name: string, port: 'open' | 'closed'): void {
    if (name === AGENT_LINE || name === AGENT_PORT) this.agent.portIs(port);
    else if (name === CLIPBOARD_LINE || name === CLIPBOARD_PORT) this.clipboard.portIs(port);
  }

  /** The event comes twice for a device with parts, once without its id; of a CPU it comes for its part alone. */
  #leave({ device, path }: z.infer<typeof DeviceSchema>, what: 'gone' | 'refused'): void {
    const cpu = /^(.*\/([^/]+))\/lapic$/.exec(path);
    const waited = [device, path, ...(cpu ?? []).slice(1)].find(
      (name) => name !== undefined && this.#leaving.has(name),
    );
    if (waited !== undefined) {
      this.#leaving.set(waited, what);
      this.#changed();
    } else if (device !== undefined && what === 'gone') this.onReleased(device);
  }

  #setDoing(doing: Doing): void {
    if (doing.state === this.#doing.state && doing.reason === this.#doing.reason) return;
    this.#doing = doing;
    this.#changed();
  }

  #changed(): void {
    for (const look of [...this.#waiting]) look();
    try {
      this.onChange();
    } catch (error) {
      this.#log(`a change was not taken: ${String(error)}`);
    }
  }
}
