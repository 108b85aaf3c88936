/** What the app and the process that rests in the tray hand each other as one takes the machines from the other. */
import { z } from 'zod';
import { LANGUAGES } from '../../text/languages';
import { TrayActionSchema } from '../shell/tray-menu';

const BookmarkSchema = z.string().nullable();

/** From the app, when it ends. */
export const ToRestSchema = z.object({
  version: z.string(),
  /** The command that starts the app, without its own arguments. */
  program: z.array(z.string()).min(1),
  language: z.enum(LANGUAGES),
  isDark: z.boolean(),
  /** Where one was in the window. */
  bookmark: BookmarkSchema,
});
export type ToRest = z.infer<typeof ToRestSchema>;

/** To the app, when it comes. */
export const FromRestSchema = z.object({
  version: z.string(),
  bookmark: BookmarkSchema,
  /** What was chosen in the tray, in that order. */
  actions: z.array(TrayActionSchema),
});
export type FromRest = z.infer<typeof FromRestSchema>;
