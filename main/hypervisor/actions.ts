import type { DomainId } from '../domains/definition';
import { PaddockError } from '../domains/failure';
import type { Requester } from '../domains/job';
import type { ProgramOutput } from '../domains/program-output';
import type { Action, ActionValues } from '../drivers/driver';
import type { Managed, Operations } from './operations';
import { refusal } from './permission';

/**
 * Does what only this driver's machines can do, and gives what a program printed where it ran one. Throws `unsupported`,
 * `wrong-state`, `argument-invalid`.
 */
export async function act(
  managed: Managed,
  operations: Operations,
  id: DomainId,
  { action, values }: { readonly action: string; readonly values: ActionValues },
  by: Requester,
): Promise<ProgramOutput | null> {
  const { driver, list } = managed;
  return operations.run(managed, id, 'act', by, async (machine, job) => {
    // The machine as readers see it still stands as before this job: it was locked when that was checked.
    const asked = checkAction(driver.actions(list.snapshot(id)), action, values);
    job.report(asked.title);
    job.output = (await driver.act(machine, action, values, job)) ?? null;
    return job.output;
  });
}

/**
 * The action that was asked for. Throws `argument-invalid` where there is none of that name or a value does not fit its
 * field, and `wrong-state` with the reason that stands against it.
 */
function checkAction(actions: readonly Action[], id: string, values: ActionValues): Action {
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
