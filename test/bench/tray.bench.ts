import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { environment, executable, newHome, ROOT_ARGUMENTS } from '../e2e/app';
import { Desktop } from '../e2e/desktop';
import { LooseApp } from '../e2e/loose-app';
import { clear, openWorld, tinyRequest } from '../qemu/harness';
import { memoryMib } from './processes';

/** How long it rests before it is looked at, in ms: what it read to begin with is let go of by then. */
const SETTLED_MS = 15_000;

/**
 * Memory of Paddock in the tray of a desktop, in MiB: the window was closed a while ago, and it has ten machines, which are
 * off. They are QEMU's, for with the Test driver's, which would end with it, it does not rest.
 */
export async function trayMemory(what: 'Pss' | 'Pss_Anon'): Promise<number> {
  const home = newHome();
  const world = await openWorld(join(home, 'config'));
  for (let at = 0; at < 10; at += 1) {
    await world.hypervisor.define('qemu', `machine-${at}`, await tinyRequest(), 'window');
  }
  await world.close();
  const desktop = await Desktop.start();
  const env = { DBUS_SESSION_BUS_ADDRESS: desktop.address, PADDOCK_HIDDEN_MS: '1000' };
  const app = new LooseApp(home, env);
  spawn(executable(), [...ROOT_ARGUMENTS, '.', '--hidden'], { env: environment(home, env), stdio: 'ignore' });
  try {
    const pid = await app.rests();
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    return memoryMib(pid, what);
  } finally {
    await app.stop();
    await desktop.stop();
    clear(home);
  }
}
