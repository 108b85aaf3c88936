import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';

/** The real app, started from the built code, with a home folder of its own. */
export interface App {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly home: string;
  /** Everything that went wrong in the window: content policy violations, errors, failed requests. */
  readonly complaints: string[];
  quit(): Promise<void>;
  /** SIGKILL, as a crash or a power cut would. */
  kill(): Promise<void>;
}

export function executable(): string {
  const path = process.env.PADDOCK_ELECTRON;
  if (!path) throw new Error('PADDOCK_ELECTRON must name the Electron executable; `npm test` sets it');
  return path;
}

/** As root Chromium's sandbox can't be used. */
export const ROOT_ARGUMENTS: readonly string[] = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export function newHome(): string {
  return mkdtempSync(join(tmpdir(), 'pdk-'));
}

/** The environment of an app with this home folder; nothing of the person's own Paddock is touched. */
export function environment(home: string, more: Record<string, string> = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  // What a test looks for is English, whatever its person speaks.
  return { ...Object.fromEntries(inherited), LANGUAGE: 'en', PADDOCK_HOME: home, ...more };
}

export async function launch(
  options: {
    readonly home?: string;
    readonly env?: Record<string, string>;
    readonly args?: readonly string[];
  } = {},
): Promise<App> {
  const home = options.home ?? newHome();
  const electron = await _electron.launch({
    executablePath: executable(),
    args: [...ROOT_ARGUMENTS, '.', ...(options.args ?? [])],
    env: environment(home, options.env),
    timeout: 60_000,
  });
  const page = await electron.firstWindow({ timeout: 60_000 });
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.locator('html[data-ready=all]').waitFor({ state: 'attached' }); // before that a page may miss a key
  const { pid } = electron.process();
  return {
    electron,
    page,
    home,
    complaints,
    quit: async () => {
      await electron.evaluate(({ app }) => app.quit()).catch(() => undefined);
      await electron.close().catch(() => undefined);
    },
    kill: async () => {
      const ended = new Promise((resolve) => electron.process().once('exit', resolve));
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      await ended;
      await electron.close().catch(() => undefined);
    },
  };
}

/** Ends every machine of a home folder and removes it: a failed test must leave no process behind. */
export function clear(home: string): void {
  for (const pid of qemusOf(home)) process.kill(pid, 'SIGKILL');
  for (const { folder, name } of containersBelow(home)) {
    execFileSync('lxc-stop', ['-P', folder, '-n', name, '-k']);
  }
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

/** The process ids of the QEMUs whose command line names this home folder. */
export function qemusOf(home: string): number[] {
  try {
    const found = execFileSync('pgrep', ['-f', `qemu-system.*${home}`], { encoding: 'utf8' });
    return found.trim().split('\n').map(Number);
  } catch {
    return []; // pgrep exits 1 where nothing matches
  }
}

export function lxcFolder(home: string): string {
  return join(home, 'data', 'lxc');
}

/** The containers that run in any folder below a home folder: each has a monitor that says so. */
function containersBelow(home: string): { readonly folder: string; readonly name: string }[] {
  const monitors = spawnSync('pgrep', ['-af', `^\\[lxc monitor\\] ${home}/`], { encoding: 'utf8' }).stdout;
  return [...monitors.matchAll(/\[lxc monitor\] (\S+) (\S+)$/gm)].map(([, folder = '', name = '']) => ({
    folder,
    name,
  }));
}

/** The containers of a home folder that run. */
export function containersOf(home: string): string[] {
  return containersBelow(home)
    .filter(({ folder }) => folder === lxcFolder(home))
    .map(({ name }) => name);
}

/** Fills in and sends the create page's form. */
export async function create(
  page: Page,
  form: {
    readonly name: string;
    readonly memoryMib: number;
    readonly source:
      | { readonly kind: 'iso'; readonly path: string }
      | {
          readonly kind: 'kernel';
          readonly kernel: string;
          readonly initrd: string;
          readonly commandLine: string;
        };
    readonly start?: boolean;
  },
): Promise<void> {
  await page.keyboard.press('Control+n');
  await expectVisible(page.getByRole('heading', { name: 'Create a machine' }));
  const { source } = form;
  if (source.kind === 'iso') {
    await page.getByRole('radio', { name: /Installation image/ }).check({ force: true });
    await page.getByRole('textbox', { name: 'Image' }).fill(source.path);
  } else {
    await page.getByRole('radio', { name: /Linux kernel/ }).check({ force: true });
    await page.getByRole('textbox', { name: 'Kernel', exact: true }).fill(source.kernel);
    await page.getByRole('textbox', { name: /Initial file system/ }).fill(source.initrd);
    await page.getByRole('textbox', { name: 'Kernel command line' }).fill(source.commandLine);
  }
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(form.name);
  await page.getByRole('spinbutton', { name: 'Memory' }).fill(String(form.memoryMib));
  await page
    .getByRole('button', { name: form.start === false ? 'Create' : 'Create and start', exact: true })
    .click();
}

/** Presses the open machine's *Force off* and means it. */
export async function forceOff(page: Page): Promise<void> {
  const button = { name: 'Force off', exact: true };
  await page.getByRole('button', button).click();
  await page.getByRole('dialog').getByRole('button', button).click();
}

export async function expectVisible(locator: Locator, timeout = 20_000): Promise<void> {
  await locator.first().waitFor({ state: 'visible', timeout });
}

/** Waits until `probe` gives what is wanted; says what it gave last when it does not. */
export async function eventually<T>(
  probe: () => Promise<T> | T,
  wanted: (value: T) => boolean,
  timeout = 20_000,
): Promise<T> {
  const end = Date.now() + timeout;
  for (;;) {
    const value = await probe();
    if (wanted(value)) return value;
    if (Date.now() > end) expect.fail(`it never came to that; the last was: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Opens the settings by their key. */
export async function openSettings({ page }: App): Promise<Page> {
  await page.keyboard.press('Control+,');
  await expectVisible(page.getByRole('heading', { name: 'Settings', level: 1 }));
  return page;
}
