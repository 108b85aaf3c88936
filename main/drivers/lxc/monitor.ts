import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onlyThese } from '../inherited-files';

/** How long after its end another monitor is started, in ms: at first, and at most. */
const AGAIN_MS = { first: 250, most: 30_000 } as const;

export interface MonitorOptions {
  readonly folder: string;
  /** The path or the name of lxc-monitor, asked for each time as it may change. */
  readonly program: () => string;
  /** Something of a container changed; what it is doing now is asked of LXC, for an old word may come late. */
  readonly onChange: (container: string) => void;
  /** Changes may have been missed: all is to be looked at anew. */
  readonly onGap: () => void;
  readonly log: (message: string) => void;
}

/** Follows what all containers of a folder do, by one `lxc-monitor(1)`; one that dies is replaced. */
export class Monitor {
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  #pauseMs: number = AGAIN_MS.first;
  #closed = false;

  constructor(private readonly options: MonitorOptions) {}

  start(): void {
    if (this.#closed || this.#child) return;
    const { folder, program, onChange, log } = this.options;
    const child = spawn(program(), ['-P', folder, '-n', '.*'], {
      stdio: onlyThese(['ignore', 'pipe', 'ignore']), // it starts a lxc-monitord, which stays a while
      env: { ...process.env, LC_ALL: 'C' },
    });
    this.#child = child;
    child.once('error', (error) => {
      log(`lxc-monitor: ${error.message}`);
      this.#again(child);
    });
    child.once('exit', () => this.#again(child));
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#pauseMs = AGAIN_MS.first;
      const container = containerIn(line);
      if (container !== null) onChange(container);
    });
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#child?.kill('SIGKILL');
  }

  #again(child: ChildProcess): void {
    if (this.#closed || this.#child !== child) return;
    this.#child = null;
    this.#timer = setTimeout(() => {
      this.start();
      this.options.onGap();
    }, this.#pauseMs);
    this.#pauseMs = Math.min(AGAIN_MS.most, this.#pauseMs * 2);
  }
}

/** Of `'web' changed state to [RUNNING]` or `'web' exited with status [0]` the container; null for any other line. */
export function containerIn(line: string): string | null {
  return /^'(.+)' (?:changed state to|exited with status) \[\w+\]$/.exec(line)?.[1] ?? null;
}
