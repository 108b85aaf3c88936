import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { createDrivers } from '../../main/drivers';
import type { DomainId } from '../../main/domains/definition';
import { Hypervisor } from '../../main/hypervisor/hypervisor';
import { findPaths } from '../../main/paths';
import { DEFAULT_SETTINGS } from '../../main/settings';
import { newHome } from '../e2e/app';
import { READY, tinyLinux } from '../guests/tiny-linux';
import { inTurn, measured } from './rows';

const MIB = 1024 * 1024;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Connects as soon as QEMU listens, and answers its greeting: the moment from which it can be told what to do. */
async function qmpReady(path: string): Promise<() => void> {
  for (;;) {
    const socket = connect(path);
    const connected = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    if (!connected) {
      await pause(1);
      continue;
    }
    let text = '';
    await new Promise<void>((resolve) => {
      socket.on('data', (bytes) => {
        text += bytes.toString();
        if (/"return": \{\}/.test(text)) resolve();
      });
      socket.write('{"execute":"qmp_capabilities"}\n');
    });
    return () => socket.write('{"execute":"quit"}\n');
  }
}

async function userland(log: string): Promise<void> {
  for (;;) {
    try {
      if (readFileSync(log, 'utf8').includes(READY)) return;
    } catch {
      // not made yet
    }
    await pause(5);
  }
}

/** The value of an option within QEMU's arguments. */
function optionOf(command: readonly string[], pattern: RegExp): string {
  const found = command.map((argument) => pattern.exec(argument)?.[1]).find((value) => value !== undefined);
  if (found === undefined) throw new Error(`no ${String(pattern)} among ${command.join(' ')}`);
  return found;
}

/** QEMU: from the call to ready and to the guest's userland, against the same command run bare. */
export async function qemu(): Promise<void> {
  const home = newHome();
  const paths = findPaths({ ...process.env, PADDOCK_HOME: home });
  const hypervisor = new Hypervisor({
    drivers: createDrivers(paths, process.env, () => DEFAULT_SETTINGS),
    definitions: join(home, 'definitions'),
    log: () => undefined,
  });
  try {
    await (
      await hypervisor.open()
    ).attached;
    await hypervisor.probe('qemu');
    const { kernel, initrd } = await tinyLinux();
    const id = await hypervisor.define(
      'qemu',
      'bench',
      {
        memory: 128 * MIB,
        cpus: 1,
        source: { kind: 'kernel', kernel, initrd, commandLine: 'console=ttyS0 quiet' },
        newDisk: null,
        network: false,
      },
      'command line',
    );
    const command = (await hypervisor.facts.commandLine(id)) ?? [];
    const log = optionOf(command, /logfile=([^,]+)/);
    const ready = await inTurn(
      9,
      () => ours(hypervisor, id),
      () => bare(command),
    );
    const booted = await inTurn(
      3,
      () => ours(hypervisor, id, log),
      () => bare(command, log),
    );
    measured('qemu', 'call to QMP ready', 'ms', ready.ours, 'bare QEMU', ready.theirs);
    measured('qemu', 'call to guest userland', 'ms', booted.ours, 'bare QEMU', booted.theirs);
  } finally {
    for (const { id } of hypervisor.list())
      await hypervisor.destroy(id, 'command line').catch(() => undefined);
    await hypervisor.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function ours(hypervisor: Hypervisor, id: DomainId, log?: string): Promise<number> {
  const began = performance.now();
  await hypervisor.start(id, 'command line');
  if (log) await userland(log);
  const taken = performance.now() - began;
  await hypervisor.destroy(id, 'command line');
  if (log) rmSync(log, { force: true });
  return taken;
}

async function bare(command: readonly string[], log?: string): Promise<number> {
  const [program = '', ...args] = command;
  const qmp = optionOf(command, /^socket,.*path=([^,]*qmp[^,]*)/);
  // The driver makes the folder for a machine's sockets at each start and takes it away at its end.
  mkdirSync(dirname(qmp), { recursive: true });
  const began = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const early = ended.then(() =>
    Promise.reject(new Error(`bare QEMU ended before it was asked to: ${said}`)),
  );
  const quit = await Promise.race([qmpReady(qmp), early]);
  if (log) await Promise.race([userland(log), early]);
  const taken = performance.now() - began;
  early.catch(() => undefined);
  quit();
  await ended;
  rmSync(dirname(qmp), { recursive: true, force: true });
  if (log) rmSync(log, { force: true });
  return taken;
}
