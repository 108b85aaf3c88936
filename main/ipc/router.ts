import { ipcMain, type IpcMainInvokeEvent, type WebContents, type WebFrameMain } from 'electron';
import type { CallAnswer, CallName, Crossing } from '../../preload/contract';
import { refused } from './refused';

export const CALL_CHANNEL = 'paddock:call';

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

/** Checks one call's arguments and answers it. Never throws. */
export type AnswerCall = (
  name: unknown,
  args: unknown,
  from: WebContents,
) => Promise<Crossing<CallAnswer<CallName>>>;

/**
 * Answers the window's calls: the one place that listens to ipcMain. Each call's sender and arguments are checked before
 * anything is done, and whatever is thrown goes back as a failure.
 * Returns whether a window has called: before it has, it listens to nothing.
 */
export function answerCalls(
  answer: AnswerCall,
  origin: string,
  isOurWindow: (contents: WebContents) => boolean,
  log: (message: string) => void,
): (contents: WebContents) => boolean {
  const callers = new WeakSet<WebContents>();
  ipcMain.handle(CALL_CHANNEL, async (event: IpcMainInvokeEvent, name: unknown, args: unknown) => {
    if (!isOurWindow(event.sender) || !mayCall({ frame: event.senderFrame }, origin)) {
      log(`refused a call from ${event.senderFrame?.url ?? 'a frame that is gone'}`);
      return refused('This page may not talk to Paddock.');
    }
    callers.add(event.sender);
    return answer(name, args, event.sender);
  });
  return (contents) => callers.has(contents);
}
