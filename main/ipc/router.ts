import { ipcMain, type IpcMainInvokeEvent, type WebContents, type WebFrameMain } from 'electron';
import { z } from 'zod';
import { calls, TEXT_CALLS, type CallAnswer, type CallName, type CallResult } from '../../preload/contract';
import { PaddockError, toFailure } from '../domains/failure';

export const CALL_CHANNEL = 'paddock:call';

export type Handlers = {
  readonly [K in CallName]: (
    args: z.output<(typeof calls)[K]['args']>,
    from: WebContents,
  ) => Promise<CallResult<K>> | CallResult<K>;
};

/** Where a call came from, as far as its right to call goes. */
export interface Sender {
  readonly frame: Pick<WebFrameMain, 'url' | 'parent'> | null;
}

/**
 * Whether a call may be answered: only the app's own top frame, at the app's own origin. A frame that is missing or has
 * no address (it was closed or navigated meanwhile) is refused.
 */
export function mayCall(sender: Sender, origin: string): boolean {
  const { frame } = sender;
  if (!frame || frame.parent !== null || !frame.url) return false;
  try {
    const url = new URL(frame.url);
    return `${url.protocol}//${url.host}` === origin;
  } catch {
    return false;
  }
}

/**
 * Answers the window's calls: the one place that listens to ipcMain. Each call's sender and arguments are checked before
 * anything is done, and whatever is thrown goes back as a failure. Returns the function that stops answering.
 */
export function answerCalls(
  handlers: Handlers,
  origin: string,
  isOurWindow: (contents: WebContents) => boolean,
  log: (message: string) => void,
): () => void {
  ipcMain.handle(CALL_CHANNEL, async (event: IpcMainInvokeEvent, name: unknown, args: unknown) => {
    if (!isOurWindow(event.sender) || !mayCall({ frame: event.senderFrame }, origin)) {
      log(`refused a call from ${event.senderFrame?.url ?? 'a frame that is gone'}`);
      return refused('This page may not talk to Paddock.');
    }
    const answered = await answer(handlers, name, args, event.sender, log);
    return TEXT_CALLS.has(name) ? JSON.stringify(answered) : answered;
  });
  return () => ipcMain.removeHandler(CALL_CHANNEL);
}

/** Checks and answers one call. Never throws. */
export async function answer(
  handlers: Handlers,
  name: unknown,
  args: unknown,
  from: WebContents,
  log: (message: string) => void,
): Promise<CallAnswer<CallName>> {
  if (typeof name !== 'string' || !Object.hasOwn(calls, name)) return refused('There is no such call.');
  const call = name as CallName;
  const parsed = calls[call].args.safeParse(args);
  if (!parsed.success) {
    const [issue, ...more] = parsed.error.issues;
    const all = z.prettifyError(parsed.error);
    return {
      ok: false,
      failure: {
        code: 'argument-invalid',
        message: 'A value can’t be used.',
        // What a schema of Paddock’s own says is a sentence for a person; zod’s needs the place to be understood.
        cause: issue?.code === 'custom' && more.length === 0 ? issue.message : all,
        next: 'Change it and try again.',
        field: issue?.path.join('.'),
        detail: { output: all },
      },
    };
  }
  try {
    const handle = handlers[call] as (args: unknown, from: WebContents) => Promise<never>;
    return { ok: true, value: await handle(parsed.data, from) };
  } catch (error) {
    if (!(error instanceof PaddockError)) log(`${call}: ${String(error)}`);
    return { ok: false, failure: toFailure(error) };
  }
}

function refused(message: string): { readonly ok: false; readonly failure: PaddockError['failure'] } {
  return { ok: false, failure: { code: 'argument-invalid', message } };
}
