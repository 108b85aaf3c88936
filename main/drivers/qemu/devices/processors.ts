import { z } from 'zod';
import type { Plug } from './plug';

export const CPU_BOUNDS = { min: 1, max: 255 } as const;
export const CpusSchema = z.number().int().min(CPU_BOUNDS.min).max(CPU_BOUNDS.max);

export const ProcessorSchema = z.object({
  /** As `-cpu help` lists it; null for the best that there is: the host’s own, or all that emulation can do. */
  model: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/)
    .nullable()
    .default(null),
  /** How many the machine can have while it runs; null where that is what it starts with. */
  maximum: CpusSchema.nullable().default(null),
  /** How they are shown to the guest; their product is the maximum. Null for one thread a core, one core a socket. */
  topology: z
    .object({ sockets: CpusSchema, cores: CpusSchema, threads: CpusSchema })
    .nullable()
    .default(null),
});
export type Processor = z.infer<typeof ProcessorSchema>;

/** How many CPUs the machine can have without a start. */
export function maximumOf(cpus: number, { maximum, topology }: Processor): number {
  if (topology) return topology.sockets * topology.cores * topology.threads;
  return Math.max(cpus, maximum ?? 0);
}

/**
 * How many queues disks get. QEMU would take the number of CPUs at the start, which is another one where CPUs were plugged in
 * before the machine was saved, and what was saved would not fit. Undefined, and QEMU’s, where none can be plugged in.
 */
export function queuesOf(cpus: number, processor: Processor): number | undefined {
  return processor.maximum === null && !processor.topology ? undefined : maximumOf(cpus, processor);
}

export function processorArguments(cpus: number, processor: Processor): string[] {
  const { topology } = processor;
  const maximum = maximumOf(cpus, processor);
  const shown = topology
    ? `,sockets=${topology.sockets},cores=${topology.cores},threads=${topology.threads}`
    : '';
  return ['-smp', maximum === cpus && !topology ? String(cpus) : `cpus=${cpus},maxcpus=${maximum}${shown}`];
}

/** One of the places for a CPU that `query-hotpluggable-cpus` lists; one with a path is taken. */
export const CpuPlaceSchema = z.object({
  type: z.string(),
  props: z.record(z.string(), z.number()),
  'qom-path': z.string().optional(),
});
export type CpuPlace = z.infer<typeof CpuPlaceSchema>;

/** QEMU lists the last first; a machine that starts with so many has the first of them. */
export function inOrder(places: readonly CpuPlace[]): readonly CpuPlace[] {
  const rank = ({ props }: CpuPlace): readonly number[] =>
    ['socket-id', 'die-id', 'core-id', 'thread-id'].map((name) => props[name] ?? 0);
  return [...places].sort((a, b) => {
    const [first, second] = [rank(a), rank(b)];
    const at = first.findIndex((number, index) => number !== second[index]);
    return at < 0 ? 0 : (first[at] ?? 0) - (second[at] ?? 0);
  });
}

/** Plugs CPUs in or out until there are `count`, the last ones first out. Undone where one can’t be had. */
export async function plugCpus(plug: Plug, places: readonly CpuPlace[], count: number): Promise<void> {
  const ordered = inOrder(places);
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const [index, { type, props, 'qom-path': path }] of ordered.entries()) {
      if (index >= count || path !== undefined) continue;
      const id = `cpu-${index}`;
      await plug.run('device_add', { driver: type, id, ...props });
      undo.unshift(() => plug.unplug(id, 'CPU'));
    }
    for (const { type, props, 'qom-path': path } of ordered.slice(count).reverse()) {
      if (path === undefined) continue;
      await plug.unplug(path, 'CPU');
      undo.unshift(() => plug.run('device_add', { driver: type, ...props }));
    }
  } catch (error) {
    for (const step of undo) await step().catch(() => undefined);
    throw error;
  }
}
