import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { environment, eventually, executable, ROOT_ARGUMENTS } from './app';

/**
 * Paddock as it ends and is started by itself: whichever of its processes has a window is found by what Chromium leaves in
 * the home folder for debuggers.
 */
export class LooseApp {
  /** What its first process has to be started with; the next ones get it from there. */
  static readonly switches: readonly string[] = ['--remote-debugging-port=0'];
  #browser: Browser | null = null;

  constructor(
    readonly home: string,
    private readonly env: Record<string, string>,
  ) {}

  /** As a person does, from the desktop's menu. */
  start(): void {
    spawn(executable(), [...ROOT_ARGUMENTS, '.', ...LooseApp.switches], {
      env: environment(this.home, this.env),
      stdio: 'ignore',
    });
  }

  /** The window, once all of it can be used. */
  async page(): Promise<Page> {
    const page = await eventually(
      () => this.#connect().catch(() => null), // it is starting, or what was left is another process's
      (found) => found !== null,
    );
    if (!page) throw new Error('there is no window');
    page.setDefaultTimeout(20_000);
    await page.locator('html[data-ready=all]').waitFor({ state: 'attached' });
    return page;
  }

  async #connect(): Promise<Page | null> {
    await this.#browser?.close();
    const [port = ''] = readFileSync(join(this.home, 'state', 'window', 'DevToolsActivePort'), 'utf8').split(
      '\n',
    );
    this.#browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, {
      noDefaults: true, // what it sets by default Electron has not
    });
    return this.#browser.contexts()[0]?.pages()[0] ?? null;
  }

  /** The process that has the machines and could have a window. */
  get app(): number | null {
    return this.#mains().find(({ isResting }) => !isResting)?.pid ?? null;
  }

  /** The process that rests in the tray. */
  get resting(): number | null {
    return this.#mains().find(({ isResting }) => isResting)?.pid ?? null;
  }

  /** Waits until Paddock rests. */
  async rests(): Promise<number> {
    const pid = await eventually(
      () => (this.app === null ? this.resting : null),
      (found) => found !== null,
    );
    return pid ?? 0;
  }

  /** Waits until the app is there and nothing rests. */
  async isBack(): Promise<number> {
    const pid = await eventually(
      () => (this.resting === null ? this.app : null),
      (found) => found !== null,
    );
    return pid ?? 0;
  }

  /** Waits until neither is there. */
  async isGone(): Promise<void> {
    await eventually(
      () => this.#mains().length,
      (count) => count === 0,
    );
  }

  async stop(): Promise<void> {
    await this.#browser?.close().catch(() => undefined);
    for (const { pid } of this.#mains()) process.kill(pid, 'SIGKILL');
    await this.isGone();
  }

  /** By what they have open below the home folder: of what they were started with, Chromium overwrites the environment. */
  #mains(): readonly { readonly pid: number; readonly isResting: boolean }[] {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .flatMap((entry) => {
        try {
          const words = readFileSync(`/proc/${entry}/cmdline`, 'utf8');
          if (!words.startsWith(executable()) || words.includes('--type=') || !this.#holds(entry)) return [];
          return [{ pid: Number(entry), isResting: words.includes('--resting') }];
        } catch {
          return []; // it has ended
        }
      });
  }

  #holds(pid: string): boolean {
    const folder = `/proc/${pid}/fd`;
    const lock = join(this.home, 'config', 'machines', 'lock');
    return readdirSync(folder).some((fd) => readlinkSync(join(folder, fd)) === lock);
  }
}
