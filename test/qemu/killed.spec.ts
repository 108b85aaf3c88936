import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DomainId } from '../../main/domains/definition';
import { pathsOf } from '../../main/drivers/qemu/paths';
import { QmpClient } from '../../main/drivers/qemu/qmp';
import {
  clear,
  foldersIn,
  newHome,
  openWorld,
  qemusOf,
  READY,
  tinyRequest,
  Typist,
  type World,
} from './harness';

const MIB = 1024 * 1024;
let work: string;
let home: string;
let world: World;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'pdk-doer-'));
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: resolve('test/qemu/doer.ts'),
      outDir: work,
      emptyOutDir: false,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: 'doer.mjs' } },
    },
    ssr: { noExternal: true },
  });
});
afterAll(() => rmSync(work, { recursive: true }));
beforeEach(async () => {
  home = newHome();
  world = await openWorld(home);
});
afterEach(async () => {
  await world.close();
  clear(home);
});

/** A qemu-img that takes its time, so that a kill always comes in the midst of it. */
function slowImg(): string {
  const path = join(home, 'slow-img');
  writeFileSync(
    path,
    '#!/bin/sh\nif [ "$1" = convert ]; then shift; exec qemu-img convert -r 200K "$@"; fi\nexec qemu-img "$@"\n',
  );
  chmodSync(path, 0o755);
  return path;
}

/** Lets another Paddock begin a piece of work, kills it half way, and opens the machines again. */
async function killedDuring(what: string, img = ''): Promise<void> {
  await world.close();
  const child = spawn(process.execPath, [join(work, 'doer.mjs'), home, what, img], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(said.toString()).toMatch(/^half way/);
  await expect
    .poll(() => programsOf(home), { message: 'a program that works on', timeout: 5_000 })
    .toEqual([]);
  world = await openWorld(home);
}

/** The command lines of the qemu-imgs that name this home folder. */
function programsOf(folder: string): string[] {
  try {
    return execFileSync('pgrep', ['-af', `qemu-img .*${folder}`], { encoding: 'utf8' })
      .trim()
      .split('\n');
  } catch {
    return []; // pgrep exits 1 where nothing matches
  }
}

/** All files of the home folder that are being made. */
function unfinished(): string[] {
  return (readdirSync(home, { recursive: true }) as string[]).filter((name) => name.endsWith('.part'));
}

async function define(): Promise<DomainId> {
  const id = await world.hypervisor.define('qemu', 'web', await tinyRequest({ newDisk: 64 * MIB }), 'window');
  execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 7 0 6M', await pathOf(id)], { stdio: 'pipe' });
  return id;
}

async function pathOf(id: DomainId): Promise<string> {
  const [disk] = await world.hypervisor.disks.list(id);
  return disk?.path ?? '';
}

const names = (): string[] => world.hypervisor.list().map(({ definition }) => definition.name);

describe('a Paddock that is killed while it', () => {
  it.each(['compact', 'convert', 'export', 'clone', 'import'])(
    'does “%s” leaves all as it was, nothing half made, and no program behind',
    async (what) => {
      const id = await define();
      const path = await pathOf(id);
      execFileSync('qemu-img', ['convert', '-O', 'qcow2', path, join(home, 'other.qcow2')]);
      const before = world.state(id).definition;
      await killedDuring(what, slowImg());
      await expect.poll(unfinished, { timeout: 5_000 }).toEqual([]);
      expect(names()).toEqual(['web']);
      expect(world.state(id)).toMatchObject({ state: 'shutoff', job: null, definition: before });
      const folders = (): string[] => readdirSync(join(home, 'disks')).sort();
      await expect.poll(folders, { timeout: 5_000 }).toEqual([id]);
      expect(readdirSync(join(home, 'disks', id))).toEqual(['disk0.qcow2']);
      expect(existsSync(join(home, 'out.raw'))).toBe(false);
      execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'read -P 7 0 6M', path], { stdio: 'pipe' });
      expect(await world.hypervisor.disks.check(id, 'disk0', 'window')).toMatchObject({ verdict: 'sound' });
    },
  );

  it('takes a snapshot of a running machine shows no half of one, and the next one clears it away', async () => {
    const id = await define();
    await world.hypervisor.start(id, 'window');
    const guest = new Typist(await world.hypervisor.openText(id, 'serial0'));
    await guest.sees(READY);
    await killedDuring('snapshot');
    await world.until(id, ({ state }) => state === 'running');
    expect(world.state(id).definition.snapshots).toEqual([]);
    expect(qemusOf(home)).toHaveLength(1);
    const [disk] = await world.hypervisor.disks.list(id);
    expect(disk?.found).toMatchObject({ facts: { snapshots: 0 } });
    await world.hypervisor.snapshots.take(id, 'whole', '', 'window');
    const [whole] = world.state(id).definition.snapshots;
    const told = execFileSync('qemu-img', ['snapshot', '-U', '-l', await pathOf(id)], { encoding: 'utf8' });
    expect(told.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g)).toEqual([whole?.id]);
    const memories = readdirSync(join(home, 'disks', id)).filter((name) => name.includes('.memory'));
    expect(memories).toEqual([`${whole?.id}.memory`]);
  });

  it('sends memory for a snapshot leaves its machine running, though no Paddock comes after it', async () => {
    const id = await define();
    await world.hypervisor.start(id, 'window');
    await new Typist(await world.hypervisor.openText(id, 'serial0')).sees(READY);
    await world.close();
    // So slow that the kill comes in the midst of it.
    const slow = join(home, 'slow');
    mkdirSync(slow);
    writeFileSync(
      join(slow, 'cat'),
      '#!/bin/sh\nwhile dd bs=64k count=1 status=none; do sleep 0.02; done\n',
      {
        mode: 0o755,
      },
    );
    const child = spawn(process.execPath, [join(work, 'doer.mjs'), home, 'snapshot'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, PATH: `${slow}:${process.env.PATH}` },
    });
    const { disks, qmp } = pathsOf(foldersIn(home), id);
    const part = (): string | undefined => readdirSync(disks).find((name) => name.endsWith('.part'));
    const begun = (): number => statSync(join(disks, part() ?? '.')).size;
    await expect.poll(begun, { timeout: 20_000 }).toBeGreaterThan(MIB);
    child.kill('SIGKILL');
    await once(child, 'close');
    const client = await QmpClient.connect(qmp, { onEvent: () => undefined, log: () => undefined });
    const answer = (command: string): Promise<{ readonly status: string }> =>
      client.execute(command, z.object({ status: z.string() }));
    await expect.poll(() => answer('query-migrate'), { timeout: 5_000 }).toEqual({ status: 'failed' });
    expect(await answer('query-status')).toEqual({ status: 'running' });
    client.close();

    world = await openWorld(home);
    expect(world.state(id)).toMatchObject({ state: 'running', failure: null });
    await world.hypervisor.snapshots.take(id, 'whole', '', 'window');
    expect(part()).toBe(undefined);
  });

  it('goes back to a snapshot has done so at the next start, or not begun: disks are never of both', async () => {
    const id = await define();
    const path = await pathOf(id);
    const holds = (byte: number): boolean => {
      const read = ['-f', 'qcow2', '-c', `read -P ${byte} 0 6M`, path];
      return spawnSync('qemu-io', read, { stdio: 'ignore' }).status === 0;
    };
    await world.hypervisor.snapshots.take(id, 'first', '', 'window');
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 9 0 6M', path], { stdio: 'pipe' });
    await killedDuring('revert');
    expect([holds(7), holds(9)]).toContain(true);
    expect(world.state(id)).toMatchObject({ state: 'shutoff', failure: null });

    // Killed when that was noted, with nothing brought back yet: the settings are those of then already.
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 9 0 6M', path], { stdio: 'pipe' });
    const [first] = world.state(id).definition.snapshots;
    const note = join(home, 'logs', id, 'reverting');
    await world.close();
    mkdirSync(join(home, 'logs', id), { recursive: true });
    writeFileSync(note, first?.id ?? '');
    world = await openWorld(home);
    expect(holds(7)).toBe(true);
    expect(existsSync(note)).toBe(false);
    expect(world.state(id)).toMatchObject({ state: 'shutoff', failure: null });
  });
});

describe('a Paddock that is killed at any moment of', () => {
  /** More of them with PADDOCK_KILLS=20. */
  const TIMES = Number(process.env.PADDOCK_KILLS ?? 1);
  /** How long each takes at most on a computer that is not busy, in ms; what is later comes when it is done. */
  const LONGEST = 700;

  /** Lets another Paddock do a piece of work and kill itself over it, and opens the machines again. */
  async function killedWithin(what: string, ms: number): Promise<void> {
    await world.close();
    const child = spawn(process.execPath, [join(work, 'doer.mjs'), home, what, '', String(ms)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    await expect.poll(() => programsOf(home), { timeout: 5_000 }).toEqual([]);
    world = await openWorld(home);
  }

  const tagsIn = (path: string): string =>
    execFileSync('qemu-img', ['snapshot', '-U', '-l', path], { encoding: 'utf8' });

  /** What must be true whatever was cut short: it is known, has one process or none, and works on. */
  async function expectWhole(id: DomainId): Promise<void> {
    const { state, reason, definition } = world.state(id);
    expect(['running', 'shutoff', 'saved', 'crashed'], `${state}: ${reason}`).toContain(state);
    expect(qemusOf(home)).toHaveLength(state === 'running' ? 1 : 0);
    const tags = tagsIn(await pathOf(id));
    for (const snapshot of definition.snapshots) expect(tags).toContain(snapshot.id);
    if (state !== 'running') await world.hypervisor.start(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'running', job: null });
    await world.hypervisor.suspend(id, 'window');
    await world.hypervisor.resume(id, 'window');
    expect(qemusOf(home)).toHaveLength(1);
  }

  const toRunning = async (id: DomainId): Promise<void> => {
    if (world.state(id).state !== 'running') await world.hypervisor.start(id, 'window');
  };
  const toSaved = async (id: DomainId): Promise<void> => {
    await toRunning(id);
    await world.hypervisor.save(id, 'window');
  };
  const toOff = async (id: DomainId): Promise<void> => {
    if (world.state(id).state === 'running') await world.hypervisor.destroy(id, 'window');
  };

  it.each([
    ['a start', 'start', toOff],
    ['a saving', 'save', toRunning],
    ['a start from what was saved', 'start', toSaved],
    ['the taking of a snapshot', 'snapshot', toRunning],
    ['going back to one with its memory', 'revert', toRunning],
  ] as const)('%s loses no machine, and leaves one process or none', async (_what, work, prepare) => {
    const id = await define();
    await world.hypervisor.start(id, 'window');
    await world.hypervisor.snapshots.take(id, 'first', '', 'window');
    for (let time = 0; time < TIMES; time++) {
      await prepare(id);
      await killedWithin(work, Math.random() * LONGEST);
      await expectWhole(id);
    }
  });

  it('deleting has the machine in the list, in the bin or nowhere, and never a part of it', async () => {
    for (let time = 0; time < TIMES; time++) {
      const id = await define();
      await killedWithin('undefine', Math.random() * 20);
      if (world.hypervisor.bin.list().length > 0) await world.hypervisor.bin.recover(id, 'window');
      expect(world.state(id).state).toBe('shutoff');
      await world.hypervisor.start(id, 'window');
      await world.hypervisor.destroy(id, 'window');
      await world.hypervisor.undefine(id, 'window');
      await world.hypervisor.bin.purge(id, 'window');
      expect(existsSync(join(home, 'disks', id))).toBe(false);
    }
  });
});
