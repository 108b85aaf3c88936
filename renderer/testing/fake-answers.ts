import type { CallArgs, CallName, CallResult } from '../../preload/contract';

/** What each call is answered. */
export type Answers = {
  [K in CallName]: (args: CallArgs<K>) => Promise<CallResult<K>> | CallResult<K>;
};
