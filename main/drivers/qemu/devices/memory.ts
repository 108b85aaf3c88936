import { z } from 'zod';
import { deviceArgument } from './options';
import type { Plug } from './plug';

const MIB = 1024 * 1024;
export const MEMORY_BOUNDS = { min: 16 * MIB, max: 4096 * 1024 * MIB } as const;
/** In bytes. */
export const MemorySchema = z.number().int().min(MEMORY_BOUNDS.min).max(MEMORY_BOUNDS.max);

/**
 * The balloon: a device that takes memory of its guest and gives it back to this computer. `target` is what the guest
 * keeps, in bytes; null for all. Null where the machine has no balloon.
 */
export const BalloonSchema = z.object({ target: MemorySchema.nullable() }).nullable().default(null);
export type Balloon = z.infer<typeof BalloonSchema>;

export const BALLOON_DEVICE = 'balloon';

export function memoryArguments(bytes: number): string[] {
  return ['-m', bytes % MIB === 0 ? `${bytes / MIB}M` : `${bytes}B`];
}

/** Memory that other processes see: what virtiofsd needs. */
export function sharedMemoryArguments(bytes: number): string[] {
  return ['-object', `memory-backend-memfd,id=memory,size=${bytes},share=on`];
}

export function balloonArguments(balloon: Balloon): string[] {
  if (!balloon) return [];
  return deviceArgument({
    driver: 'virtio-balloon-pci',
    id: BALLOON_DEVICE,
    // A guest short of memory gets it back rather than ending its programs, and tells of pages that it does not use.
    'deflate-on-oom': true,
    'free-page-reporting': true,
  });
}

/** Tells the balloon how much its guest keeps, in bytes. The guest gives the rest back when it comes to it. */
export async function setBalloon(plug: Pick<Plug, 'run'>, bytes: number): Promise<void> {
  await plug.run('balloon', { value: bytes });
}
