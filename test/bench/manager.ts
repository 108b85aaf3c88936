/**
 * What finds and follows the machines of a home folder, without a window: says how many it knows to run, and stays.
 * Run by qemu-beside-libvirt.bench.ts in a process of its own, to be killed.
 */
import { openWorld } from '../qemu/harness';

async function manage(home: string): Promise<void> {
  const { hypervisor } = await openWorld(home);
  const running = hypervisor.list().filter(({ state }) => state === 'running');
  process.stdout.write(`${running.length}\n`);
  setInterval(() => undefined, 60_000);
}

void manage(process.argv[2] ?? '');
