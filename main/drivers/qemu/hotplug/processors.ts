import { z } from 'zod';
import type { QemuConfig } from '../config';
import type { Plug } from '../devices/plug';
import { CpuPlaceSchema, maximumOf, plugCpus } from '../devices/processors';
import type { LiveMachine } from '../live-machine';
import { connection } from '../operations';
import type { Step } from './step';

/**
 * Whether the running machine can have so many CPUs without a start. Under emulation none is taken out: QEMU 7.2 goes on
 * clearing what it kept for one that is gone, in memory that it has given to others by then, and may die of that at the
 * next device.
 */
function canHaveCpus({ accelerator }: LiveMachine, running: QemuConfig, cpus: number): boolean {
  if (accelerator === 'tcg' && cpus < running.cpus) return false;
  return cpus <= maximumOf(running.cpus, running.processor);
}

export function processorSteps(
  live: LiveMachine,
  plug: Plug,
  running: QemuConfig,
  from: QemuConfig,
  to: QemuConfig,
): readonly Step[] {
  if (to.cpus === from.cpus || !canHaveCpus(live, running, to.cpus)) return [];
  const have = async (count: number): Promise<void> => {
    const places = await connection(live).execute('query-hotpluggable-cpus', z.array(CpuPlaceSchema));
    await plugCpus(plug, places, count);
  };
  return [
    {
      run: () => have(to.cpus),
      undo: () => have(running.cpus),
      after: (config) => ({ ...config, cpus: to.cpus, processor: withMaximum(running) }),
    },
  ];
}

/** What was the maximum at the start stays it, however many there are now. */
function withMaximum({ cpus, processor }: QemuConfig): QemuConfig['processor'] {
  return { ...processor, maximum: maximumOf(cpus, processor) };
}
