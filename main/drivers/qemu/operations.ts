import { z } from 'zod';
import { PaddockError } from '../../domains/failure';
import type { LiveMachine } from './live-machine';
import { StatusSchema } from './run-state';
import type { QmpClient } from './qmp';

/** How long things may take, in ms. */
export interface Limits {
  /** From the spawn to QEMU's answer. */
  readonly start: number;
  /** For QEMU's greeting when a running machine is found again. */
  readonly greeting: number;
  /** For a guest that was asked to power off. */
  readonly shutdown: number;
  /** For a QEMU that was asked to end, before it is killed. */
  readonly quit: number;
  /** For a guest that was asked to let go of a device. */
  readonly unplug: number;
  /** Between two looks whether a running QEMU still answers. */
  readonly pulse: number;
  /** For its answer, before it is taken for hanging. */
  readonly answer: number;
}

export const LIMITS: Limits = {
  start: 30_000,
  greeting: 2_000,
  shutdown: 60_000,
  quit: 2_000,
  unplug: 15_000,
  pulse: 5_000,
  answer: 15_000,
};

/** How long QEMU may take to tell that it did what it agreed to do, in ms. */
const EVENT_LIMIT_MS = 10_000;

/** Throws `connection-lost` where QEMU can't be talked to now. */
export function connection(live: LiveMachine): QmpClient {
  if (live.qmp) return live.qmp;
  throw new PaddockError({
    code: 'connection-lost',
    message: 'Paddock has no connection to the machine’s QEMU.',
    cause: live.doing.reason ?? undefined,
    next: 'End the program that is attached to it, or force the machine off.',
    remedy: { kind: 'destroy' },
  });
}

/** Stops the machine's processors. */
export async function suspend(live: LiveMachine): Promise<void> {
  await connection(live).run('stop');
  await live.until(() => live.doing.state === 'paused', EVENT_LIMIT_MS);
}

/**
 * Puts another medium into a CD drive of the running machine, or takes out what is in it. Throws `busy` where the guest
 * has locked the drive; it is asked to let go of it then, as the drive's button would.
 */
export async function changeMedium(live: LiveMachine, drive: string, path: string | null): Promise<void> {
  const qmp = connection(live);
  const id = `device-${drive}`;
  try {
    if (path === null) await qmp.run('eject', { id });
    else {
      await qmp.run('blockdev-change-medium', {
        id,
        filename: path,
        format: 'raw',
        'read-only-mode': 'read-only',
      });
    }
  } catch (error) {
    if (!/is locked|is not open/i.test(String(error))) throw error;
    throw new PaddockError(
      {
        code: 'busy',
        message: 'The system inside has locked the CD drive.',
        cause: 'It uses the medium that is in it. It has been asked to let go of it.',
        next: 'Eject it inside the machine, or wait a moment, then try again.',
        remedy: { kind: 'retry' },
      },
      { cause: error },
    );
  }
}

/** Lets the machine's processors run on. */
export async function resume(live: LiveMachine): Promise<void> {
  const qmp = connection(live);
  const { status } = await qmp.execute('query-status', StatusSchema);
  await qmp.run('cont');
  await live.until(() => live.doing.state === 'running', EVENT_LIMIT_MS);
  if (live.doing.state === 'running' || live.ending) return;
  throw new PaddockError({
    code: 'program-failed',
    message: 'The machine did not go on.',
    cause: `QEMU agreed to run it, but it is still in the state “${status}”.`,
    next: 'Restart it, or force it off.',
    remedy: { kind: 'destroy' },
  });
}

/**
 * Has the agent inside power its system off, which no desktop's question holds up; where there is none that can, the power
 * button is pressed. Throws `connection-lost`, or the signal's reason.
 */
async function askToPowerOff(live: LiveMachine, signal: AbortSignal): Promise<'agent' | 'button'> {
  const qmp = connection(live);
  await live.portsKnown; // of one that was found just now
  if (await live.agent.powerOff(signal)) return 'agent';
  if (signal.aborted) throw signal.reason;
  await qmp.run('system_powerdown');
  return 'button';
}

/**
 * Asks the guest to power off and waits until the machine is off. Throws `guest-not-listening`, or the signal's reason;
 * the guest may still power off later.
 */
export async function shutdown(live: LiveMachine, limits: Limits, signal: AbortSignal): Promise<void> {
  const asked = await askToPowerOff(live, signal);
  await live.until(() => live.ending !== null, limits.shutdown, signal);
  if (live.ending) return;
  if (signal.aborted) throw signal.reason;
  throw notListening('shut down', asked, limits.shutdown);
}

/**
 * Asks the guest to restart. There is no button for that: Ctrl-Alt-Del is honoured by few guests with a desktop, so it
 * is asked to power off, as Linux and other guests do, with QEMU told to hold the machine when it has powered off,
 * and then it is reset and runs again, in the same process. Throws `guest-not-listening`, or the signal's reason.
 */
export async function reboot(live: LiveMachine, limits: Limits, signal: AbortSignal): Promise<void> {
  const qmp = connection(live);
  await qmp.run('set-action', { shutdown: 'pause' });
  let asked: 'agent' | 'button';
  try {
    asked = await askToPowerOff(live, signal);
    await live.until(() => live.isShuttingDown, limits.shutdown, signal);
    if (live.ending) return;
    if (live.isShuttingDown) {
      await runAgain(qmp, live);
      return;
    }
  } finally {
    if (live.qmp) await settlePowerOff(qmp, live);
  }
  if (signal.aborted) throw signal.reason;
  throw notListening('restart', asked, limits.shutdown);
}

async function runAgain(qmp: QmpClient, live: LiveMachine): Promise<void> {
  // The event comes just before the machine is held.
  const held = async (): Promise<boolean> =>
    (await qmp.execute('query-status', StatusSchema)).status === 'shutdown';
  const end = Date.now() + EVENT_LIMIT_MS;
  while (!(await held()) && Date.now() < end) await live.until(() => false, 10);
  await qmp.run('system_reset');
  await qmp.run('cont');
  await live.until(() => live.doing.state === 'running' && !live.isShuttingDown, EVENT_LIMIT_MS);
}

/** Lets powering off end the machine again; one that powered off meanwhile is ended now. */
export async function settlePowerOff(qmp: QmpClient, live: LiveMachine): Promise<void> {
  await qmp.run('set-action', { shutdown: 'poweroff' });
  const { status } = await qmp.execute('query-status', StatusSchema);
  if (status !== 'shutdown' || live.ending) return;
  await qmp.run('quit');
  await live.until(() => live.ending !== null, EVENT_LIMIT_MS);
}

/** Restarts the machine as the reset button does, and lets it run. */
export async function reset(live: LiveMachine): Promise<void> {
  const qmp = connection(live);
  await qmp.run('system_reset');
  // A paused machine stays paused; one held by an error goes on only after a reset, which cleared it.
  const { status } = await qmp.execute('query-status', StatusSchema);
  if (status !== 'running' && status !== 'paused' && status !== 'prelaunch') await qmp.run('cont');
}

/** Ends the machine at once: QEMU is asked first, so that it closes its images, then killed. Throws `timeout`. */
export async function destroy(live: LiveMachine, limits: Limits): Promise<void> {
  live.destroying = true;
  const { qmp } = live;
  if (qmp && !live.hangs) {
    await qmp.execute('quit', z.unknown(), undefined, limits.quit).catch(() => undefined);
    await live.until(() => live.ending !== null, limits.quit);
  }
  if (live.ending || (await live.kill())) return;
  throw new PaddockError({
    code: 'timeout',
    message: 'The machine’s process does not end.',
    cause: `Process ${live.identity.pid} was killed, but waits for a device or a network drive.`,
    next: 'Look whether a drive of this computer hangs, then try again.',
    remedy: { kind: 'retry' },
  });
}

function notListening(what: string, asked: 'agent' | 'button', limitMs: number): PaddockError {
  const seconds = Math.round(limitMs / 1000);
  return new PaddockError({
    code: 'guest-not-listening',
    message: `The guest did not ${what}.`,
    cause:
      asked === 'agent'
        ? `The agent inside was asked to power off ${seconds} s ago, and did not refuse. The guest may still be ending its programs.`
        : `The power button was pressed ${seconds} s ago. The guest may still be starting, ask a question on its screen, or have no program that listens to the button.`,
    next: 'Look at its console; wait and try again, or force it off.',
    remedy: { kind: 'destroy' },
  });
}
