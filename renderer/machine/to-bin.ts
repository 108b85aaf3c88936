import type { Failure, MachineRow } from '../../preload/contract';
import { call, failureOf } from '../bridge';
import { bin } from '../live/bin.svelte';
import { news } from '../live/news.svelte';
import { route } from '../live/route.svelte';
import { settings } from '../live/settings.svelte';
import { t } from '../text/text';

/** Puts a machine into the bin and offers to have it back; answers with why that can't be. */
export async function toBin({ id, name }: Pick<MachineRow, 'id' | 'name'>): Promise<Failure | null> {
  try {
    await call('machine.undefine', { id });
  } catch (error) {
    return failureOf(error);
  }
  route.forget(id);
  news.tell(() => t('done.undefine', { name }), null, {
    label: () => t('bin.undo'),
    run: () => void bin.recover(id, name),
    recovers: [id],
  });
  return null;
}

/** Asks whether a machine is to be deleted, or deletes it at once where a person does not want to be asked. */
export async function deleteMachine(row: Pick<MachineRow, 'id' | 'name'>, ask: () => void): Promise<void> {
  if (settings.asksBefore('undefine')) return ask();
  const failure = await toBin(row);
  if (failure) news.tellFailure(failure, row.id);
}
