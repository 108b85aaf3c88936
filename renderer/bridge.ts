import type {
  CallArgs,
  CallName,
  CallResult,
  Crossing,
  EventName,
  EventPayload,
  Failure,
  PaddockBridge,
} from '../preload/contract';
import { t } from './text/text';

declare global {
  interface Window {
    readonly paddock: PaddockBridge;
  }
}

/** A call that main answered with a failure. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** Calls main. Arguments must be plain data (`$state.snapshot`). Throws `Refused`. */
export async function call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>> {
  const answer = received(await window.paddock.call(name, args));
  if (answer.ok) return answer.value;
  throw new Refused(answer.failure);
}

/** Returns the function that ends the subscription. */
export function on<K extends EventName>(name: K, listener: (payload: EventPayload<K>) => void): () => void {
  return window.paddock.on(name, (payload) => listener(received(payload)));
}

/** No answer and no event is a string by itself. */
function received<T extends object>(crossing: Crossing<T>): T {
  return typeof crossing === 'string' ? (JSON.parse(crossing) as T) : crossing;
}

/** Whatever was thrown, as something that can be shown. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Refused) return thrown.failure;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    code: 'internal',
    message: t('failure.internal'),
    cause: error.message,
    next: t('failure.internalNext'),
    detail: { output: error.stack ?? error.message },
  };
}
