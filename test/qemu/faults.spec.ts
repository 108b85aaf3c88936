import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PaddockError, type Failure } from '../../main/domains/failure';
import type { Probe } from '../../main/drivers/driver';
import type { QemuDriverOptions } from '../../main/drivers/qemu/driver';
import { memtestIso } from '../guests/memtest';
import { clear, foldersIn, newHome, openWorld, qemusOf, tinyRequest, type World } from './harness';

const MIB = 1024 * 1024;
let home: string;
let world: World;

beforeEach(() => {
  home = newHome();
});
afterEach(async () => {
  await world.close();
  clear(home);
});

async function failureOf(done: Promise<unknown>): Promise<Failure> {
  const error: unknown = await done.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PaddockError) return error.failure;
  throw new Error(`it did not fail as it should: ${String(error)}`);
}

/** A program in the home folder that does what a shell script says. */
function program(name: string, script: string): string {
  const path = join(home, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A QEMU that answers the probe as the real one does, and otherwise does as told. */
function faultyQemu(script: string): string {
  return program('faulty', `case "$*" in *--version*|*help*) exec qemu-system-x86_64 "$@";; esac\n${script}`);
}

async function open(options: Partial<QemuDriverOptions> = {}): Promise<World['hypervisor']> {
  world = await openWorld(home, options);
  return world.hypervisor;
}

/** What is said of QEMU after a look for it. */
async function probe(): Promise<Probe | null | undefined> {
  await world.hypervisor.probe('qemu');
  return world.hypervisor.drivers()[0]?.probe;
}

describe('QEMU itself', () => {
  it('is said to be missing, with what installs it', async () => {
    const hypervisor = await open({ programs: { system: 'qemu-system-missing' } });
    expect(await probe()).toMatchObject({
      status: 'missing',
      why: expect.stringContaining('qemu-system-missing'),
      install: expect.stringContaining('qemu-system-x86'),
    });
    const failure = await failureOf(hypervisor.define('qemu', 'none', await tinyRequest(), 'window'));
    expect(failure).toMatchObject({ code: 'unsupported' });
    expect(JSON.stringify(failure)).toContain('qemu-system-missing');
    expect(hypervisor.list()).toEqual([]);
  });

  it('is said to be too old, with the version that is needed', async () => {
    const old = program('old', 'echo "QEMU emulator version 2.5.0"');
    await open({ programs: { system: old } });
    expect(await probe()).toMatchObject({
      status: 'missing',
      why: expect.stringMatching(/2\.5\.0 is too old.*6\.0/),
    });
  });

  it.each([
    [
      'that refuses an argument',
      'echo "qemu: -device nope: \'nope\' is not a valid device model name" >&2; exit 1',
      'unsupported',
    ],
    [
      'that finds no memory',
      'echo "qemu: cannot set up guest memory \'pc.ram\': Cannot allocate memory" >&2; exit 1',
      'memory-short',
    ],
    ['that dies without a word', 'kill -9 $$', 'program-failed'],
  ] as const)('%s leaves the machine off, with its reason and its words', async (_what, script, code) => {
    const hypervisor = await open({ programs: { system: faultyQemu(script) } });
    const id = await hypervisor.define('qemu', 'faulty', await tinyRequest(), 'window');
    const failure = await failureOf(hypervisor.start(id, 'window'));
    expect(failure).toMatchObject({ code, detail: { command: expect.any(Array) } });
    expect(failure.next).toBeTruthy();
    expect(world.state(id)).toMatchObject({ state: 'shutoff', job: null });
  });

  it('that never answers is ended, and the machine is off', async () => {
    const hypervisor = await open({
      programs: { system: faultyQemu('exec sleep 1000') },
      limits: { start: 500 },
    });
    const id = await hypervisor.define('qemu', 'mute', await tinyRequest(), 'window');
    expect((await failureOf(hypervisor.start(id, 'window'))).code).toBe('timeout');
    expect(world.state(id).state).toBe('shutoff');
    expect(() => execFileSync('pgrep', ['-f', `faulty.*${home}`])).toThrow();
  });
});

describe('a machine’s files', () => {
  it('are named when one is gone at start, and the machine starts once it is back', async () => {
    const hypervisor = await open();
    const iso = join(home, 'system.iso');
    copyFileSync(memtestIso(), iso);
    const id = await hypervisor.define(
      'qemu',
      'iso',
      await tinyRequest({ source: { kind: 'iso', path: iso } }),
      'window',
    );
    rmSync(iso);
    expect(await failureOf(hypervisor.start(id, 'window'))).toMatchObject({
      code: 'file-missing',
      message: expect.stringContaining(iso),
    });
    copyFileSync(memtestIso(), iso);
    await hypervisor.start(id, 'window');
    expect(world.state(id).state).toBe('running');
  });

  it('are not shared by two machines that run: the second is refused and the first is left alone', async () => {
    const hypervisor = await open();
    const disk = join(home, 'shared.qcow2');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '8M']);
    const request = await tinyRequest({ source: { kind: 'disk', path: disk } });
    const first = await hypervisor.define('qemu', 'first', request, 'window');
    const second = await hypervisor.define('qemu', 'second', request, 'window');
    await hypervisor.start(first, 'window');
    expect((await failureOf(hypervisor.start(second, 'window'))).code).toBe('file-in-use');
    expect(world.state(second).state).toBe('shutoff');
    expect(world.state(first).state).toBe('running');
    await hypervisor.destroy(first, 'window');
    await hypervisor.undefine(first, 'window');
    await hypervisor.bin.purge(first, 'window');
    expect(existsSync(disk), 'a disk that Paddock did not make').toBe(true);
  });

  it('must be there when it is made', async () => {
    const hypervisor = await open();
    const missing = join(home, 'missing', 'disk.qcow2');
    const failure = await failureOf(
      hypervisor.define(
        'qemu',
        'none',
        await tinyRequest({ source: { kind: 'disk', path: missing } }),
        'window',
      ),
    );
    expect(failure).toMatchObject({ code: 'file-missing', field: 'request.source.path' });
    expect(hypervisor.list()).toEqual([]);
  });
});

describe('a folder that is too deep for sockets', () => {
  it('is said before anything is made', async () => {
    const hypervisor = await open({
      folders: { ...foldersIn(home), runtime: join(home, 'deep'.repeat(30)) },
    });
    const made = hypervisor.define('qemu', 'deep', await tinyRequest({ newDisk: 8 * MIB }), 'window');
    const failure = await failureOf(made.then((id) => hypervisor.start(id, 'window')));
    expect(failure).toMatchObject({ code: 'path-too-long', next: expect.stringContaining('PADDOCK_HOME') });
    expect(qemusOf(home)).toEqual([]);
  });
});

describe('the files of a running machine', () => {
  it('may be taken away: the machine is ended through its process, and starts again', async () => {
    const hypervisor = await open();
    const id = await hypervisor.define('qemu', 'robbed', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    rmSync(join(home, 'run'), { recursive: true });
    mkdirSync(join(home, 'run'));
    await hypervisor.destroy(id, 'window');
    expect(qemusOf(home)).toEqual([]);
    await hypervisor.start(id, 'window');
    expect(world.state(id).state).toBe('running');
  });

  it('lead the next app to it, and to no second process', async () => {
    const hypervisor = await open();
    const id = await hypervisor.define('qemu', 'lost', await tinyRequest(), 'window');
    await hypervisor.start(id, 'window');
    await hypervisor.close();
    world = await openWorld(home);
    expect(world.state(id).state).toBe('running');
    expect(qemusOf(home)).toHaveLength(1);
  });
});
