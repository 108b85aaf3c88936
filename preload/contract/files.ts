/** Files that a person chose, and what they hold. */
import { z } from 'zod';
import { FOREIGN_KINDS } from '../../main/drivers/foreign-machine';
import { PermissionSchema } from './machines';

/** A system that a file was recognised to hold, and what it wants of its machine. */
export const RecognisedSystemSchema = z.object({
  /** osinfo's short identity, such as `debian12`. */
  id: z.string(),
  title: z.string(),
  /** Bytes; null where nobody says. */
  memory: z.number().nullable(),
  cpus: z.number().nullable(),
  disk: z.number().nullable(),
  firmware: z.enum(['bios', 'uefi', 'secure']),
  tpm: z.boolean(),
});

/** What a file chosen or dropped by a person seems to be. */
export const InspectedFileSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('iso'),
    path: z.string(),
    bytes: z.number(),
    label: z.string().nullable(),
    system: RecognisedSystemSchema.nullable(),
  }),
  z.object({ kind: z.literal('kernel'), path: z.string(), bytes: z.number() }),
  z.object({
    kind: z.literal('disk'),
    path: z.string(),
    bytes: z.number(),
    format: z.string(),
    system: RecognisedSystemSchema.nullable(),
  }),
  z.object({ kind: z.literal('other'), path: z.string(), bytes: z.number() }),
]);
export type InspectedFile = z.infer<typeof InspectedFileSchema>;

/** A machine that another program made, as far as it can be taken over; sizes in bytes. */
export const ForeignViewSchema = z.object({
  kind: z.enum(FOREIGN_KINDS),
  name: z.string(),
  memory: z.number().nullable(),
  cpus: z.number().nullable(),
  disks: z.array(z.object({ title: z.string(), format: z.string(), bytes: z.number() })),
  /** Disks that are not there, or can’t be read, or whose base is so: files, or what they are called in an archive. */
  lost: z.array(z.object({ disk: z.string(), base: z.string().nullable() })),
  /** Whether its disks can also be used where they lie. */
  inPlace: PermissionSchema,
  /** What can't be taken over, a sentence each. */
  left: z.array(z.string()),
});
export type ForeignView = z.infer<typeof ForeignViewSchema>;
