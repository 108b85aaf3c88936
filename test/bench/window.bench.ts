import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, executable, newHome, ROOT_ARGUMENTS } from '../e2e/app';
import { calm, memoryMib } from './processes';
import { inTurn, isWanted, measured } from './rows';
import { windowScale } from './window-scale.bench';

const ROUNDS = 7;
const IDLE_MS = 6_000;
/** What main prints, with `PADDOCK_MARK` set, two frames after the window has its first page. */
const USABLE = 'paddock: usable';

/**
 * An Electron app with one window of one sentence: what no Electron app can be quicker or smaller than. It says that it
 * is usable by the same yardstick as Paddock: its page stands and two frames have passed.
 */
function bareApp(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bare-'));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'bare', version: '1.0.0', main: 'main.js' }),
  );
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>bare</title><p>bare');
  writeFileSync(
    join(folder, 'main.js'),
    `const { app, BrowserWindow } = require('electron');
     app.setPath('userData', process.env.PADDOCK_HOME);
     app.whenReady().then(() => {
       if (process.argv.includes('--hidden')) return setTimeout(console.log, 0, '${USABLE}');
       const window = new BrowserWindow({ width: 1180, height: 760, show: false, webPreferences: { sandbox: true } });
       window.once('ready-to-show', () => window.show());
       window.loadFile('index.html').then(() => window.webContents.executeJavaScript(
         'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))',
       )).then(() => console.log('${USABLE}'));
     });`,
  );
  return folder;
}

interface Started {
  readonly child: ChildProcess;
  readonly milliseconds: number;
}

function start(folder: string, home: string, ...args: readonly string[]): Promise<Started> {
  const began = performance.now();
  const child = spawn(executable(), [...ROOT_ARGUMENTS, folder, ...args], {
    env: environment(home, { PADDOCK_MARK: '1' }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${folder} showed no window within a minute`)), 60_000);
    child.once('error', reject);
    child.stdout.on('data', (text: Buffer) => {
      if (!text.toString().includes(USABLE)) return;
      clearTimeout(timer);
      resolve({ child, milliseconds: performance.now() - began });
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await ended;
  clearTimeout(timer);
}

/** How soon it can be used, not for the first time; in ms. */
async function launchTime(folder: string, home: string): Promise<number> {
  const { child, milliseconds } = await start(folder, home);
  await end(child);
  return milliseconds;
}

/** A home folder in which it was started once: what is found out and compiled then is kept. */
async function usedHome(folder: string): Promise<string> {
  const home = newHome();
  const { child } = await start(folder, home);
  await calm(child.pid ?? 0, 30_000);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  await end(child);
  return home;
}

async function idleMemory(
  folder: string,
  args: readonly string[] = [],
  what: 'Pss' | 'Pss_Anon' = 'Pss',
): Promise<number> {
  const home = newHome();
  const { child } = await start(folder, home, ...args);
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const used = memoryMib(child.pid ?? 0, what);
  await end(child);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  return used;
}

/** From the start until a window has nothing left to do, in ms. */
async function calmTime(folder: string): Promise<number> {
  const home = newHome();
  const began = performance.now();
  const { child } = await start(folder, home);
  const at = await calm(child.pid ?? 0, 30_000);
  await end(child);
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  return at - began;
}

/** The window: launch and idle memory against a bare Electron window; then with very many machines. */
export async function window(): Promise<void> {
  const bare = bareApp();
  try {
    const [launching, resting] = ['launch to usable window', 'idle memory, all processes'];
    const peer = 'bare Electron window';
    if (isWanted(launching)) {
      const [home, bareHome] = [await usedHome('.'), await usedHome(bare)];
      const { ours, theirs } = await inTurn(
        ROUNDS,
        () => launchTime('.', home),
        () => launchTime(bare, bareHome),
      );
      measured('window', launching, 'ms', ours, peer, theirs);
      for (const one of [home, bareHome]) rmSync(one, { recursive: true, force: true, maxRetries: 5 });
    }
    if (isWanted(resting)) {
      const { ours, theirs } = await inTurn(
        3,
        () => idleMemory('.'),
        () => idleMemory(bare),
      );
      measured('window', resting, 'MiB', ours, peer, theirs);
    }
    await windowScale(
      () => calmTime(bare),
      (what) => idleMemory(bare, ['--hidden'], what),
    );
  } finally {
    rmSync(bare, { recursive: true, force: true });
  }
}
