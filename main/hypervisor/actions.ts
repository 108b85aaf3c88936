import { PaddockError } from '../domains/failure';
import type { Action, ActionValues } from '../drivers/driver';
import { refusal } from './permission';

/**
 * The action that was asked for. Throws `argument-invalid` where there is none of that name or a value does not fit its
 * field, and `wrong-state` with the reason that stands against it.
 */
export function checkAction(actions: readonly Action[], id: string, values: ActionValues): Action {
  const action = actions.find((one) => one.id === id);
  if (!action) {
    throw new PaddockError({
      code: 'argument-invalid',
      message: `The machine knows no action “${id}”.`,
      next: 'Choose one that its menu lists.',
    });
  }
  if (action.reason !== null) throw refusal(action.reason);
  for (const { name, label, choices } of action.fields) {
    const value = values[name];
    if (value !== undefined && (choices === null || choices.some((choice) => choice.value === value)))
      continue;
    throw new PaddockError({
      code: 'argument-invalid',
      message: `“${label}” is not filled in as it must be.`,
      cause: value === undefined ? 'It is missing.' : `“${value}” can’t be chosen.`,
      next: 'Fill it in and try again.',
      field: `values.${name}`,
    });
  }
  return action;
}
