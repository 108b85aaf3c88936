import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DomainId } from '../../main/domains/definition';
import type { DomainSnapshot } from '../../main/domains/domain';
import { createQemuDriver, type QemuDriverOptions } from '../../main/drivers/qemu/driver';
import type { z } from 'zod';
import type { QemuRequestSchema } from '../../main/drivers/qemu/config';
import type { QemuFolders } from '../../main/drivers/qemu/paths';
import type { TextConsole } from '../../main/drivers/driver';
import { Hypervisor } from '../../main/hypervisor/hypervisor';
import { tinyLinux } from '../guests/tiny-linux';

const MIB = 1024 * 1024;

/** A home folder of its own, short enough for sockets. */
export function newHome(): string {
  return mkdtempSync(join(tmpdir(), 'pdk-q-'));
}

export function foldersIn(home: string): QemuFolders {
  return {
    disks: join(home, 'disks'),
    runtime: join(home, 'run'),
    logs: join(home, 'logs'),
    cache: join(home, 'cache'),
  };
}

/** The real driver in the real registry. */
export interface World {
  readonly hypervisor: Hypervisor;
  readonly home: string;
  readonly log: string[];
  state(id: DomainId): DomainSnapshot;
  /** Waits until the machine is as wanted; fails with its last snapshot. */
  until(
    id: DomainId,
    wanted: (machine: DomainSnapshot) => boolean,
    limitMs?: number,
  ): Promise<DomainSnapshot>;
  close(): Promise<void>;
}

export async function openWorld(home: string, options: Partial<QemuDriverOptions> = {}): Promise<World> {
  const log: string[] = [];
  const driver = createQemuDriver({ folders: foldersIn(home), ...options });
  const hypervisor = new Hypervisor({
    drivers: [driver],
    definitions: join(home, 'machines'),
    log: (message) => log.push(message),
  });
  await (
    await hypervisor.open()
  ).attached;
  const state = (id: DomainId): DomainSnapshot => hypervisor.snapshot(id);
  return {
    hypervisor,
    home,
    log,
    state,
    until: async (id, wanted, limitMs = 30_000) => {
      const end = Date.now() + limitMs;
      while (!wanted(state(id))) {
        if (Date.now() > end) {
          throw new Error(
            `it never came to that; the last was ${JSON.stringify(state(id))}; ${log.join('\n')}`,
          );
        }
        await pause(20);
      }
      return state(id);
    },
    close: () => hypervisor.close(),
  };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Ends every QEMU of a home folder and removes the folder. */
export function clear(home: string): void {
  for (const pid of qemusOf(home)) process.kill(pid, 'SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}

/** The process ids of the QEMUs whose arguments name this home folder. */
export function qemusOf(home: string): number[] {
  try {
    const found = execFileSync('pgrep', ['-f', `qemu-system.*${home}`], { encoding: 'utf8' });
    return found.trim().split('\n').map(Number);
  } catch {
    return []; // pgrep exits 1 where nothing matches
  }
}

/** What creates a machine, as the window sends it: what is left out has a default. */
export type QemuRequest = z.input<typeof QemuRequestSchema>;

/** A machine that boots the tiny Linux. */
export async function tinyRequest(change: Partial<QemuRequest> = {}): Promise<QemuRequest> {
  const { kernel, initrd } = await tinyLinux();
  return {
    memory: 128 * MIB,
    cpus: 1,
    source: { kind: 'kernel', kernel, initrd, commandLine: 'console=ttyS0 quiet' },
    newDisk: null,
    network: false,
    ...change,
  };
}

/** A text console whose text is gathered, for reading and typing as a person does. */
export class Typist {
  text: string;
  readonly ended: Promise<void>;

  constructor(readonly console: TextConsole) {
    this.text = Buffer.from(console.history).toString('latin1');
    console.output.on('data', (bytes: Buffer) => (this.text += bytes.toString('latin1')));
    this.ended = new Promise((resolve) => console.output.once('end', resolve));
  }

  type(line: string): void {
    this.console.input.write(`${line}\n`);
  }

  async sees(wanted: RegExp, limitMs = 60_000): Promise<string> {
    const end = Date.now() + limitMs;
    while (!wanted.test(this.text)) {
      if (Date.now() > end) throw new Error(`${String(wanted)} never came; there is:\n${this.text}`);
      await pause(20);
    }
    return this.text;
  }
}

export const READY = /paddock guest ready[^]*# /;
