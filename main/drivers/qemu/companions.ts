import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PaddockError } from '../../domains/failure';
import type { QemuConfig } from './config';
import { endNow, hasExited, spawnDetached } from './detached-process';
import { FORWARD_HOST, type Network } from './devices/networks';
import type { Share } from './devices/shares';
import { programFailure } from './errors';
import { swtpmCommand } from './firmware/tpm';
import type { MachinePaths } from './paths';
import { findProgram } from '../program';

/** How long one may take to listen, in ms. */
const LIMIT_MS = 5_000;
const LOOK_EVERY_MS = 10;

/** Programs that machines may need beside their QEMU; null where they are not installed. */
export interface Companions {
  readonly passt: string | null;
  readonly virtiofsd: Virtiofsd | null;
  readonly swtpm: string | null;
}

interface Virtiofsd {
  readonly program: string;
  /** The one that came with older QEMUs: other options, and for root alone. */
  readonly isOld: boolean;
}

/** Looks for them where distributions put them. */
export async function findCompanions(): Promise<Companions> {
  const passt = (await findProgram('passt')) ?? null;
  const swtpm = (await findProgram('swtpm')) ?? null;
  for (const name of ['virtiofsd', '/usr/libexec/virtiofsd', '/usr/lib/virtiofsd']) {
    const program = await findProgram(name);
    if (program !== undefined) return { passt, swtpm, virtiofsd: { program, isOld: false } };
  }
  const old = process.getuid?.() === 0 ? await findProgram('/usr/lib/qemu/virtiofsd') : undefined;
  return { passt, swtpm, virtiofsd: old === undefined ? null : { program: old, isOld: true } };
}

/** What was started for a machine. Each ends by itself with its QEMU; one whose QEMU did not come must be ended. */
export class Accompaniment {
  readonly #children: ChildProcess[] = [];

  constructor(
    private readonly companions: Companions,
    private readonly paths: MachinePaths,
  ) {}

  /** Starts what the cards, shared folders and TPM of a machine need. Throws `program-missing`, `program-failed`. */
  async start({ networks, shares, tpm }: Pick<QemuConfig, 'networks' | 'shares' | 'tpm'>): Promise<void> {
    await mkdir(this.paths.runtime, { recursive: true, mode: 0o700 });
    await mkdir(this.paths.logs, { recursive: true, mode: 0o700 });
    for (const network of networks) await this.startPasst(network);
    for (const share of shares) await this.#startVirtiofsd(share);
    if (tpm) await this.#startSwtpm(tpm.state);
  }

  async #startSwtpm(state: string): Promise<void> {
    const { swtpm } = this.companions;
    if (swtpm === null) throw missing('swtpm', 'Install swtpm, which is the TPM of machines.');
    const { tpmSocket, logs } = this.paths;
    await mkdir(state, { recursive: true, mode: 0o700 });
    await this.#listening(swtpmCommand(swtpm, state, tpmSocket), tpmSocket, join(logs, 'swtpm.log'));
  }

  /** Does nothing for a card that needs none. */
  async startPasst(network: Network): Promise<void> {
    if (network.mode !== 'passt') return;
    const { passt } = this.companions;
    if (passt === null) throw missing('passt', 'Choose user networking for the card, or install passt.');
    const socket = this.paths.passt(network.id);
    const forwards = network.forwards.flatMap(({ protocol, hostPort, guestPort }) => [
      protocol === 'tcp' ? '-t' : '-u',
      `${FORWARD_HOST}/${hostPort}:${guestPort}`,
    ]);
    // As root it would become nobody, who may not make a socket among the machine's own.
    const asRoot = process.getuid?.() === 0 ? ['--runas', '0:0'] : [];
    const options = ['--foreground', '--one-off', '--quiet', '--socket', socket];
    const command = [passt, ...options, ...asRoot, ...forwards];
    await this.#listening(command, socket, join(this.paths.logs, `${network.id}.passt.log`));
  }

  async #startVirtiofsd({ id, path, kind, readOnly }: Share): Promise<void> {
    if (kind !== 'virtiofs') return;
    const { virtiofsd } = this.companions;
    if (virtiofsd === null) throw missing('virtiofsd', 'Share the folder by 9p, or install virtiofsd.');
    const { program, isOld } = virtiofsd;
    const socket = this.paths.virtiofs(id);
    if (readOnly && isOld) {
      throw new PaddockError({
        code: 'unsupported',
        message: 'This computer’s virtiofsd can’t share a folder for reading only.',
        next: 'Share it by 9p, or for writing as well.',
      });
    }
    const command = isOld
      ? [program, `--socket-path=${socket}`, '-o', `source=${path}`, '-o', 'sandbox=chroot']
      : [program, `--socket-path=${socket}`, `--shared-dir=${path}`, ...(readOnly ? ['--readonly'] : [])];
    await this.#listening(command, socket, join(this.paths.logs, `${id}.virtiofsd.log`));
  }

  async #listening(command: readonly string[], socket: string, log: string): Promise<void> {
    await rm(socket, { force: true });
    const child = await spawnDetached(command, log);
    this.#children.push(child);
    const end = Date.now() + LIMIT_MS;
    while (!(await isThere(socket))) {
      if (hasExited(child) || Date.now() > end) {
        await endNow(child);
        const output = await readFile(log, 'utf8').catch(() => '');
        const [program = ''] = command;
        throw programFailure(`start ${program.split('/').pop() ?? program}`, {
          command,
          exitCode: child.exitCode,
          signal: child.signalCode,
          output,
        });
      }
      await delay(LOOK_EVERY_MS);
    }
  }

  /** Ends all of them: there is no QEMU for them. */
  async end(): Promise<void> {
    for (const child of this.#children) await endNow(child);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function missing(program: string, next: string): PaddockError {
  return new PaddockError({
    code: 'program-missing',
    message: `The program ${program} is not installed.`,
    cause: 'A device of the machine needs it.',
    next,
  });
}
