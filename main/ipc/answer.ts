import type { WebContents } from 'electron';
import { z } from 'zod';
import {
  calls,
  TEXT_CALLS,
  type CallAnswer,
  type CallName,
  type CallResult,
  type Crossing,
} from '../../preload/contract';
import { PaddockError, toFailure } from '../domains/failure';
import { refused } from './refused';

/** An answer to each call of the contract. `From`: who asks. */
export type Handlers<From = WebContents> = {
  readonly [K in CallName]: (
    args: z.output<(typeof calls)[K]['args']>,
    from: From,
  ) => Promise<CallResult<K>> | CallResult<K>;
};

/** Checks and answers one call: there is none but those that have a handler. Never throws. */
export async function answer<From>(
  handlers: Partial<Handlers<From>>,
  name: unknown,
  args: unknown,
  from: From,
  log: (message: string) => void,
): Promise<CallAnswer<CallName>> {
  if (typeof name !== 'string' || !Object.hasOwn(calls, name) || !Object.hasOwn(handlers, name))
    return refused('There is no such call.');
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
    const handle = handlers[call] as (args: unknown, from: From) => Promise<never>;
    return { ok: true, value: await handle(parsed.data, from) };
  } catch (error) {
    if (!(error instanceof PaddockError)) log(`${call}: ${String(error)}`);
    return { ok: false, failure: toFailure(error) };
  }
}

/** As `answer`, in the form in which it crosses to the window: what is long, as text. */
export async function answerForWindow(
  ...call: Parameters<typeof answer<WebContents>>
): Promise<Crossing<CallAnswer<CallName>>> {
  const answered = await answer(...call);
  return TEXT_CALLS.has(call[1]) ? JSON.stringify(answered) : answered;
}
