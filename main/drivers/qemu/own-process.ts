import { readdir } from 'node:fs/promises';
import type { DomainId } from '../../domains/definition';
import { argumentsOf, identify, type ProcessIdentity } from '../process-identity';

/** Whether a process is the QEMU of this machine: its arguments say so. */
export function isQemuOf(pid: number, id: DomainId): boolean {
  const args = argumentsOf(pid);
  const uuid = args.indexOf('-uuid');
  return uuid > 0 && args[uuid + 1] === id;
}

/** The QEMU of this machine, searched among all processes: for when its pid file is gone. */
export async function findQemuOf(id: DomainId): Promise<ProcessIdentity | undefined> {
  const entries = await readdir('/proc').catch((): string[] => []);
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue;
    const pid = Number(entry);
    if (isQemuOf(pid, id)) return identify(pid);
  }
  return undefined;
}
