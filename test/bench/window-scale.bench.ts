import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { CallAnswer, Crossing, EventPayload, PaddockBridge } from '../../preload/contract';
import { environment, executable, launch, newHome, ROOT_ARGUMENTS } from '../e2e/app';
import { calm, cpuPercent, memoryMib } from './processes';
import { isWanted, measured } from './rows';
import { trayMemory } from './tray.bench';

const ROUNDS = 3;
const CALM_LIMIT_MS = 60_000;
const WATCH_MS = 10_000;
/** What was compiled and thrown away at the start is no part of what idling costs: V8 cleans up after it for a minute. */
const SETTLED_MS = 60_000;
/** By then a first start has kept what the next ones begin with. */
const KEPT_MS = 5_000;
const IDLE_MS = 30_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A home folder in which the demo world is shown, and the environment that makes it so many machines large. */
function world(machines: number, churn = 0): { readonly home: string; readonly env: Record<string, string> } {
  const home = newHome();
  mkdirSync(join(home, 'config'), { recursive: true });
  writeFileSync(join(home, 'config', 'settings.json'), JSON.stringify({ demo: true }));
  return {
    home,
    env: { PADDOCK_TEST_MACHINES: String(machines), ...(churn > 0 && { PADDOCK_TEST_CHURN: String(churn) }) },
  };
}

const remove = (home: string): void => rmSync(home, { recursive: true, force: true, maxRetries: 5 });

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(timer);
}

/** Starts Paddock, not for the first time, waits until it is calm, and lets `measure` look at it. */
async function started<T>(
  machines: number,
  churn: number,
  args: readonly string[],
  measure: (pid: number, calmAfterMs: number) => Promise<T>,
): Promise<T> {
  const { home, env } = world(machines, churn);
  const start = (more: Record<string, string>): ChildProcess =>
    spawn(executable(), [...ROOT_ARGUMENTS, '.', ...args], { env: environment(home, more), stdio: 'ignore' });
  const first = start({}); // finds out about the accelerator, and keeps that and what it has compiled
  await pause(300);
  await calm(first.pid ?? 0, CALM_LIMIT_MS);
  await pause(KEPT_MS);
  await end(first);
  const began = performance.now();
  const child = start(env);
  try {
    await pause(300); // before that it has not begun, which looks calm as well
    const calmAt = await calm(child.pid ?? 0, churn > 0 ? WATCH_MS : CALM_LIMIT_MS);
    return await measure(child.pid ?? 0, calmAt - began);
  } finally {
    await end(child);
    remove(home);
  }
}

const repeated = async (measure: () => Promise<number>): Promise<number[]> => {
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round++) found.push(await measure());
  return found;
};

const calmWith = (machines: number): Promise<number[]> =>
  repeated(() => started(machines, 0, [], async (_pid, after) => after));

/** virt-manager on libvirt's own test driver with so many machines. */
async function virtManager(
  machines: number,
): Promise<{ readonly calmAfter: number; readonly cpu: number; readonly memory: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'virt-manager-'));
  const domain = (at: number): string =>
    `<domain type='test'><name>machine-${at}</name><memory>524288</memory><vcpu>1</vcpu><os><type>hvm</type></os></domain>`;
  writeFileSync(
    join(folder, 'node.xml'),
    `<node>${Array.from({ length: machines }, (_, at) => domain(at)).join('')}</node>`,
  );
  const began = performance.now();
  const child = spawn(
    'dbus-run-session',
    ['--', 'virt-manager', '--no-fork', '--connect', `test://${join(folder, 'node.xml')}`],
    { env: { ...process.env, HOME: folder, GSETTINGS_BACKEND: 'memory' }, stdio: 'ignore', detached: true },
  );
  try {
    await pause(1_000);
    const calmAt = await calm(child.pid ?? 0, CALM_LIMIT_MS / 2);
    const cpu = await cpuPercent(child.pid ?? 0, WATCH_MS);
    return { calmAfter: calmAt - began, cpu, memory: memoryMib(child.pid ?? 0) };
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await pause(200);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Opens the window on so many machines and lets `measure` use it as a person does. */
async function inWindow<T>(machines: number, churn: number, measure: (page: Page) => Promise<T>): Promise<T> {
  const { home, env } = world(machines, churn);
  const app = await launch({ home, env });
  try {
    await app.page.getByRole('row').nth(5).waitFor();
    if (churn === 0) await calm(app.electron.process().pid ?? 0, CALM_LIMIT_MS);
    return await measure(app.page);
  } finally {
    await app.quit();
    remove(home);
  }
}

/** The longest time between two frames while `act` goes on, in ms. */
async function longestFrame(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const seen = window as unknown as { frames: number[]; watching: boolean };
    seen.frames = [];
    seen.watching = true;
    let last = performance.now();
    const frame = (now: number): void => {
      seen.frames.push(now - last);
      last = now;
      if (seen.watching) requestAnimationFrame(frame);
    };
    requestAnimationFrame((now) => {
      last = now;
      requestAnimationFrame(frame);
    });
  });
  await act();
  return page.evaluate(() => {
    const seen = window as unknown as { frames: number[]; watching: boolean };
    seen.watching = false;
    return Math.max(...seen.frames);
  });
}

const scrolling = (machines: number): Promise<number> =>
  inWindow(machines, 0, async (page) => {
    await page.mouse.move(700, 400);
    return longestFrame(page, async () => {
      for (let turn = 0; turn < 60; turn++) {
        await page.mouse.wheel(0, turn < 40 ? 900 : -1_300);
        await pause(16);
      }
    });
  });

const typing = (machines: number): Promise<number> =>
  inWindow(machines, 0, async (page) => {
    await page.keyboard.press('Control+f');
    return longestFrame(page, async () => {
      await page.keyboard.type('machine-00', { delay: 60 });
      for (let at = 0; at < 8; at++) await page.keyboard.press('Backspace', { delay: 40 });
    });
  });

/**
 * From a change in the registry to the frame that shows it: the 95th percentile over ten seconds, in ms. Machines in sight
 * are paused and resumed one after the other, while 100 others change each second.
 */
const changeToPixels = (machines: number): Promise<number> =>
  inWindow(machines, 100, async (page) => {
    const late = await page.evaluate(async (watchMs) => {
      const { paddock } = window as unknown as { paddock: PaddockBridge };
      const read = <T>(crossing: Crossing<T>): T =>
        typeof crossing === 'string' ? (JSON.parse(crossing) as T) : (crossing as T);
      const shownStates = (): Map<string, string | null | undefined> =>
        new Map(
          [...document.querySelectorAll('[role=row]')].map((one) => [
            one.querySelector('[title]')?.getAttribute('title') ?? '',
            one.querySelector('[data-state]')?.getAttribute('data-state'),
          ]),
        );
      const list: CallAnswer<'machines.list'> = read(await paddock.call('machines.list', {}));
      if (!list.ok) throw new Error(list.failure.message);
      const idOf = new Map(list.value.machines.map(({ name, id }) => [name, id]));
      const turns = [...shownStates()].filter(([, state]) => state === 'running' || state === 'paused');
      const began = Date.now();
      const found: number[] = [];
      const open = new Map<string, { name: string; state: string; since: number }>();
      const counted = new Map<string, number>(); // a machine is told of again when a job begins: its state is as old as it was
      const stop = paddock.on('machines', (crossing) => {
        const { changed } = read<EventPayload<'machines'>>(crossing);
        for (const { id, name, state, since } of changed) {
          if (since === null || since <= began || counted.get(id) === since) continue;
          counted.set(id, since);
          open.set(id, { name, state, since });
        }
        look();
      });
      const look = (): void => {
        const shown = shownStates();
        for (const [id, { name, state, since }] of open) {
          if (!shown.has(name)) open.delete(id); // out of sight
          if (shown.get(name) !== state) continue;
          open.delete(id);
          requestAnimationFrame(() => found.push(Date.now() - since)); // the next frame: it is painted then
        }
      };
      const looking = new MutationObserver(look);
      looking.observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
      for (let turn = 0; Date.now() - began < watchMs; turn++) {
        const name = turns[turn % turns.length]?.[0] ?? '';
        const id = idOf.get(name);
        const call = shownStates().get(name) === 'paused' ? 'machine.resume' : 'machine.suspend';
        if (id) await paddock.call(call, { id }).catch(() => undefined); // another change may have been quicker
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      stop();
      looking.disconnect();
      return found;
    }, WATCH_MS);
    if (late.length < 5) throw new Error(`only ${late.length} changes were seen`);
    const sorted = late.sort((a, b) => a - b);
    return sorted[Math.floor(0.95 * (sorted.length - 1))] ?? Number.NaN;
  });

/** One figure and its peer's; neither is measured unless it is asked for. */
interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly ours: () => Promise<number[]>;
  readonly peer: string;
  readonly theirs: () => Promise<number[]>;
}

/** The window with few and with very many machines, beside a bare Electron window and virt-manager. */
export async function windowScale(
  bareCalm: () => Promise<number>,
  bareTrayMemory: (what: 'Pss' | 'Pss_Anon') => Promise<number>,
): Promise<void> {
  const once = (measure: () => Promise<number>) => async (): Promise<number[]> => [await measure()];
  let many: ReturnType<typeof virtManager> | null = null;
  const theirs = (of: 'calmAfter' | 'cpu') => once(async () => (await (many ??= virtManager(1_000)))[of]);
  const idle = (churn: number) =>
    once(() =>
      started(10_000, churn, [], async (pid) => {
        await pause(SETTLED_MS);
        return cpuPercent(pid, IDLE_MS);
      }),
    );
  const memory = (machines: number) => once(() => started(machines, 0, [], async (pid) => memoryMib(pid)));
  const inTray = (what: 'Pss' | 'Pss_Anon') => ({
    unit: 'MiB',
    ours: () => repeated(() => trayMemory(what)),
    peer: 'bare Electron, no window',
    theirs: () => repeated(() => bareTrayMemory(what)),
  });
  const few = 'the same with 10';
  const virtManagers = 'virt-manager, 1,000';

  const measurements: readonly Measurement[] = [
    {
      name: 'calm after start, 10 machines',
      unit: 'ms',
      ours: () => calmWith(10),
      peer: 'bare Electron window',
      theirs: () => repeated(bareCalm),
    },
    ...[1_000, 10_000].map((machines) => ({
      name: `calm after start, ${machines.toLocaleString('en')} machines`,
      unit: 'ms',
      ours: () => calmWith(machines),
      peer: virtManagers,
      theirs: theirs('calmAfter'),
    })),
    {
      name: 'idle, 10,000 machines',
      unit: '% of a core',
      ours: idle(0),
      peer: virtManagers,
      theirs: theirs('cpu'),
    },
    {
      name: '100 of 10,000 changing each second',
      unit: '% of a core',
      ours: idle(100),
      peer: virtManagers,
      theirs: theirs('cpu'),
    },
    {
      name: 'longest frame, scrolling 10,000',
      unit: 'ms',
      ours: once(() => scrolling(10_000)),
      peer: few,
      theirs: once(() => scrolling(10)),
    },
    {
      name: 'longest frame, searching 10,000',
      unit: 'ms',
      ours: once(() => typing(10_000)),
      peer: few,
      theirs: once(() => typing(10)),
    },
    {
      name: 'change to pixels, 95 %, 10,000',
      unit: 'ms',
      ours: once(() => changeToPixels(10_000)),
      peer: 'the same with 200',
      theirs: once(() => changeToPixels(200)),
    },
    { name: 'memory, 10,000 machines', unit: 'MiB', ours: memory(10_000), peer: few, theirs: memory(10) },
    { name: 'memory, in the tray, no window', ...inTray('Pss') },
    { name: 'memory, in the tray, its own alone', ...inTray('Pss_Anon') },
  ];
  for (const { name, unit, ours, peer, theirs: ofPeer } of measurements)
    if (isWanted(name)) measured('window', name, unit, await ours(), peer, await ofPeer());
}
