/** Streams, one MessagePort a viewer. */
import { z } from 'zod';
import { DomainIdSchema } from '../../main/domains/definition';
import { FailureSchema } from '../../main/domains/failure';

/** A console in a window of its own. */
export const DetachedConsoleSchema = z
  .object({ id: DomainIdSchema, console: z.string().min(1).max(100) })
  .strict();
export type DetachedConsole = z.infer<typeof DetachedConsoleSchema>;

/** Sent by main on a console's port. `data` is acknowledged with `ack`, or main stops reading. */
export type ConsoleFromMain =
  | { readonly type: 'history'; readonly bytes: Uint8Array }
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  /** Text, as UTF-8, that was copied inside; acknowledged as well. */
  | { readonly type: 'copied'; readonly bytes: Uint8Array }
  | { readonly type: 'end'; readonly failure: z.infer<typeof FailureSchema> | null };

/** How many characters a text in a clipboard may have. */
export const CLIPBOARD_MAX = 1_000_000;

export const ConsoleToMainSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('data'), bytes: z.instanceof(Uint8Array) }),
  /** How many bytes of `history` and `data` have been dealt with. */
  z.object({ type: z.literal('ack'), bytes: z.number().int().nonnegative() }),
  z.object({
    type: z.literal('resize'),
    columns: z.number().int().min(1).max(2000),
    rows: z.number().int().min(1).max(2000),
  }),
  /** A text for the guest's clipboard. */
  z.object({ type: z.literal('offer'), text: z.string().max(CLIPBOARD_MAX) }),
]);
export type ConsoleToMain = z.infer<typeof ConsoleToMainSchema>;

/** Main stops reading a console when so many bytes are not acknowledged, and goes on below the lower mark. */
export const FLOW = { high: 400_000, low: 20_000 } as const;
