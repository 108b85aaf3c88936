/** Machines’ disks. */
import { z } from 'zod';
import { DomainIdSchema } from '../../main/domains/definition';
import { FailureSchema } from '../../main/domains/failure';
import { DiskOperationSchema } from '../../main/domains/job';
import { HolderSchema } from '../../main/drivers/disk-images';
import { PermissionSchema } from './machines';

/** A disk of a machine; sizes in bytes. */
export const DiskViewSchema = z.object({
  id: z.string(),
  path: z.string(),
  format: z.string(),
  /** True where Paddock made the file. */
  owned: z.boolean(),
  /** The images beneath a linked disk, nearest first. */
  backing: z.array(z.string()),
  /** The processes that have it open. */
  holders: z.array(HolderSchema),
  /** What the file was found to be, or why that could not be found out. */
  found: z.union([
    z.object({
      facts: z.object({ bytes: z.number(), takenBytes: z.number().nullable(), snapshots: z.number() }),
    }),
    z.object({ failure: FailureSchema }),
  ]),
  /** The other machines that use it. */
  uses: z.array(
    z.object({ id: DomainIdSchema, name: z.string(), as: z.enum(['disk', 'backing']), inBin: z.boolean() }),
  ),
  permissions: z.record(DiskOperationSchema, PermissionSchema),
});
export type DiskView = z.infer<typeof DiskViewSchema>;
