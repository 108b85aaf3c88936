import { z } from 'zod';

const MIB = 1024 * 1024;

/** How much memory a container may take, in bytes; null for as much as its host has. */
export const MemoryLimitSchema = z
  .number()
  .int()
  .min(4 * MIB)
  .max(64 * 1024 * 1024 * MIB)
  .nullable();

/** How many CPUs' time a container may take; null for all. */
export const CpuLimitSchema = z.number().int().min(1).max(4096).nullable();
