import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { PaddockError } from './failure';

export const DomainIdSchema = z.uuid().brand<'DomainId'>();
export type DomainId = z.infer<typeof DomainIdSchema>;

export function newDomainId(): DomainId {
  return DomainIdSchema.parse(randomUUID());
}

export const NAME_MAX_LENGTH = 100;

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f\u2028\u2029]/;

/** Each rule a name must keep, with the sentence that is shown when it does not. */
const NAME_RULES: readonly { readonly broken: (name: string) => boolean; readonly because: string }[] = [
  { broken: (name) => name.trim() === '', because: 'It is empty.' },
  {
    broken: (name) => name.length > NAME_MAX_LENGTH,
    because: `It is longer than ${NAME_MAX_LENGTH} characters.`,
  },
  {
    broken: (name) => CONTROL_CHARACTER.test(name),
    because: 'It holds a line break or another control character.',
  },
  { broken: (name) => /[/\\]/.test(name), because: 'It holds a slash.' },
  {
    broken: (name) => name.startsWith('-'),
    because: 'It begins with a dash, which programs take for an option.',
  },
  { broken: (name) => name.startsWith('.'), because: 'It begins with a dot, which hides files.' },
  { broken: (name) => name !== name.trim(), because: 'It begins or ends with a blank.' },
];

/** Why a name can't be used, or undefined when it can. */
export function nameProblem(name: string): string | undefined {
  return NAME_RULES.find((rule) => rule.broken(name))?.because;
}

/** The name itself where it can be used, or the nearest like it that can. */
export function usableName(name: string): string {
  const usable = name
    .replace(/[/\\]+/g, '-')
    .replace(new RegExp(CONTROL_CHARACTER, 'g'), ' ')
    .replace(/^[\s.-]+/, '')
    .slice(0, NAME_MAX_LENGTH)
    .trim();
  return nameProblem(name) === undefined ? name : usable || 'machine';
}

/** Throws `name-invalid` with the broken rule. */
export function checkName(name: string): void {
  const because = nameProblem(name);
  if (because === undefined) return;
  throw new PaddockError({
    code: 'name-invalid',
    message: 'This name can’t be used.',
    cause: because,
    next: `Choose 1 to ${NAME_MAX_LENGTH} characters without slashes or line breaks, not beginning with a dash or a dot.`,
    field: 'name',
  });
}

export const NameSchema = z.string().refine((name) => nameProblem(name) === undefined, 'not a usable name');

/** A state of a machine to which one can go back. What it holds is kept by the driver, under its identity. */
export const SnapshotSchema = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(NAME_MAX_LENGTH),
  note: z.string().max(10_000).default(''),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
  /** The snapshot on which it was taken; null for the first. */
  parent: z.uuid().nullable(),
  /** Whether the machine ran, and so its memory was saved as well. */
  withMemory: z.boolean(),
  /** Whether it comes back paused with that memory, as it was. */
  paused: z.boolean().default(false),
  /** What the memory takes, in bytes; null where there is none or it is not known. */
  bytes: z.number().nullable(),
  /** What its disks would take as images of their own, in bytes; null where that is not known. */
  diskBytes: z.number().nullable().default(null),
  /** Whether there is a picture of what it showed. */
  picture: z.boolean().default(false),
  /** The driver's part of the definition as it was then: it comes back with the rest. */
  config: z.unknown(),
});
export type Snapshot = z.infer<typeof SnapshotSchema>;

/** In seconds. */
export const AUTOSTART_DELAY_MAX = 3_600;
export const AUTOSTART_ORDER_MAX = 999;

/** The version of the file format that this Paddock writes. */
export const DEFINITION_FORMAT = 1;

/** What is stored of a machine, whatever its driver; `config` belongs to the driver and is checked by its schema. */
export const DefinitionSchema = z.object({
  format: z.literal(DEFINITION_FORMAT),
  id: DomainIdSchema,
  driver: z.string().min(1),
  name: NameSchema,
  description: z.string().max(100_000).default(''),
  tags: z.array(z.string().min(1).max(60)).max(60).default([]),
  /** ISO 8601. */
  createdAt: z.iso.datetime(),
  config: z.unknown(),
  /**
   * Started with Paddock: `always`, or where it `ran` when Paddock or the computer ended. Lower orders come first; when its
   * order's turn has come it waits so many seconds. Null where it is not.
   */
  autostart: z
    .object({
      delay: z.number().int().min(0).max(AUTOSTART_DELAY_MAX),
      order: z.number().int().min(0).max(AUTOSTART_ORDER_MAX).default(0),
      when: z.enum(['always', 'ran']).default('always'),
    })
    .nullable()
    .default(null),
  /** Whether deleting it is refused. */
  protected: z.boolean().default(false),
  /** Oldest first. */
  snapshots: z.array(SnapshotSchema).default([]),
  /** The snapshot from which the machine goes on; null where there is none. */
  snapshot: z.uuid().nullable().default(null),
});

export interface Definition<C = unknown> extends Omit<z.infer<typeof DefinitionSchema>, 'config'> {
  readonly config: C;
}
