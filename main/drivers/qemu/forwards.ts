import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { z } from 'zod';
import { PaddockError } from '../../domains/failure';
import type { QemuConfig } from './config';
import { FORWARD_HOST as HOST, type Forward } from './devices/networks';
import type { LiveMachine } from './live-machine';
import { connection } from './operations';

/** A forward of one of a machine's cards, and the field of the form that it is. */
interface Placed extends Forward {
  readonly field: string;
}

function placed(networks: readonly { readonly forwards?: readonly Forward[] }[]): readonly Placed[] {
  return networks.flatMap(({ forwards = [] }, card) =>
    forwards.map((forward, index) => ({
      ...forward,
      field: `hardware.networks.${card}.forwards.${index}.hostPort`,
    })),
  );
}

function keyOf({ protocol, hostPort }: Forward): string {
  return `${protocol}:${hostPort}`;
}

/** Throws `argument-invalid` with the field where two forwards of a machine want one port of this computer. */
export function checkDistinct(networks: readonly { readonly forwards: readonly Forward[] }[]): void {
  const all = placed(networks);
  for (const [index, forward] of all.entries()) {
    if (all.findIndex((one) => keyOf(one) === keyOf(forward)) === index) continue;
    throw new PaddockError({
      code: 'argument-invalid',
      message: `Port ${forward.hostPort} of this computer is forwarded twice.`,
      next: 'Choose another port for one of them.',
      field: forward.field,
    });
  }
}

/** Throws `port-taken` for the first forward of a machine that can't be had. */
export async function checkForwards({ networks }: QemuConfig): Promise<void> {
  await checkFree(
    placed(networks.map((card) => (card.mode === 'bridge' ? {} : { forwards: card.forwards }))),
  );
}

/** Throws `port-taken` for the first that can't be had: QEMU's own error does not say which one, nor why. */
async function checkFree(forwards: readonly Placed[]): Promise<void> {
  for (const forward of forwards) {
    const error = await bindingOf(forward);
    if (!error) continue;
    const { protocol, hostPort } = forward;
    const isPrivileged = error.code === 'EACCES';
    throw new PaddockError(
      {
        code: 'port-taken',
        message: `Port ${hostPort} of this computer can’t be forwarded.`,
        cause: isPrivileged
          ? 'Ports below 1024 are the system’s own.'
          : `Another program, or another machine, listens on ${protocol.toUpperCase()} port ${hostPort}.`,
        next: 'Choose another port in the machine’s settings, or end what uses it.',
        remedy: { kind: 'retry' },
        field: forward.field,
      },
      { cause: error },
    );
  }
}

/** Why the port can't be listened on, or null where it can. */
function bindingOf({ protocol, hostPort }: Forward): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    if (protocol === 'udp') {
      const socket = createSocket('udp4');
      socket.once('error', (error) => resolve(error));
      socket.bind(hostPort, HOST, () => socket.close(() => resolve(null)));
      return;
    }
    const server = createServer();
    server.once('error', (error) => resolve(error));
    server.listen(hostPort, HOST, () => server.close(() => resolve(null)));
  });
}

/**
 * Makes a card of a running machine, the `at`th of its definition, forward what `after` says. Undoes its own work where one
 * can't be had.
 */
export async function changeForwards(
  live: LiveMachine,
  card: string,
  at: number,
  before: readonly Forward[],
  after: readonly Forward[],
): Promise<void> {
  const isIn = (all: readonly Forward[], wanted: Forward): boolean =>
    all.some((one) => keyOf(one) === keyOf(wanted) && one.guestPort === wanted.guestPort);
  const gone = before.filter((forward) => !isIn(after, forward));
  const fresh = after.filter((forward) => !isIn(before, forward));
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const forward of gone) {
      await remove(live, card, forward);
      undo.unshift(() => add(live, card, forward));
    }
    for (const forward of fresh) {
      await checkFree([
        { ...forward, field: `hardware.networks.${at}.forwards.${after.indexOf(forward)}.hostPort` },
      ]);
      await add(live, card, forward);
      undo.unshift(() => remove(live, card, forward));
    }
  } catch (error) {
    for (const step of undo) await step().catch(() => undefined);
    throw error;
  }
}

/** QEMU has no QMP command for this; its human one answers with nothing when it succeeds. */
async function add(
  live: LiveMachine,
  netdev: string,
  { protocol, hostPort, guestPort }: Forward,
): Promise<void> {
  const command = `hostfwd_add ${netdev} ${protocol}:${HOST}:${hostPort}-:${guestPort}`;
  const answer = await human(live, command);
  if (answer !== '') throw refused(command, answer);
}

async function remove(live: LiveMachine, netdev: string, { protocol, hostPort }: Forward): Promise<void> {
  const command = `hostfwd_remove ${netdev} ${protocol}:${HOST}:${hostPort}`;
  const answer = await human(live, command);
  if (!/removed|not found/i.test(answer)) throw refused(command, answer);
}

async function human(live: LiveMachine, command: string): Promise<string> {
  const answer = await connection(live).execute('human-monitor-command', z.string(), {
    'command-line': command,
  });
  return answer.trim();
}

function refused(command: string, answer: string): PaddockError {
  return new PaddockError({
    code: 'program-failed',
    message: 'QEMU could not change the forwarded ports.',
    cause: answer,
    next: 'Look at the details, or change it while the machine is off.',
    detail: { command: [command], output: answer },
  });
}
