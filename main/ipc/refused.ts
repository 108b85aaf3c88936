import type { Failure } from '../domains/failure';

/** A call that is not answered, and why. */
export function refused(message: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { code: 'argument-invalid', message } };
}
