/** Events from main to the window. */
import { z } from 'zod';
import { DomainIdSchema } from '../../main/domains/definition';
import { LogEntrySchema } from '../../main/domains/happening';
import { DriverViewSchema } from './app';
import { DetachedConsoleSchema } from './consoles';
import { MachineRowSchema } from './machines';
import { SettingsSchema } from './settings';
import { RatesSchema } from './usage';

export const events = {
  /** What changed since the last such event, at most one a frame. */
  machines: z.object({ changed: z.array(MachineRowSchema), removed: z.array(DomainIdSchema) }),
  drivers: z.array(DriverViewSchema),
  settings: SettingsSchema,
  /** Something went into the bin or out of it. */
  bin: z.object({ binned: z.number() }),
  /** What machines that are shown take: each second, all at one moment. */
  usage: z.array(z.object({ id: DomainIdSchema, at: z.number(), rates: RatesSchema })),
  /** A small PNG of a machine's screen, where it changed. */
  thumbnail: z.object({ id: DomainIdSchema, png: z.instanceof(Uint8Array) }),
  /** A console got a window of its own or lost it: all that have one. */
  detached: z.array(DetachedConsoleSchema),
  /** An operation has ended, or something happened to a machine. */
  logged: LogEntrySchema,
  /** The window has been hidden for a while, and is ended if it can say where one is in it. */
  bookmarkWanted: z.object({}),
  /** The tray, a notification or a link asks for a page. */
  navigate: z.discriminatedUnion('to', [
    z.object({ to: z.literal('machines') }),
    z.object({ to: z.literal('create') }),
    z.object({ to: z.literal('settings') }),
    z.object({ to: z.literal('bin') }),
    z.object({ to: z.literal('activity') }),
    z.object({ to: z.literal('machine'), id: DomainIdSchema, tab: z.enum(['overview', 'console']) }),
  ]),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<K extends EventName> = z.output<(typeof events)[K]>;
