import { drivers } from '../live/drivers.svelte';
import type { Choice } from '../live/filter';
import { t } from '../text/text';

/** What a choice of the filter is called. */
export function choiceTitle(choice: Choice): string {
  switch (choice.facet) {
    case 'states':
      return t(`state.${choice.value}`);
    case 'drivers':
      return drivers.titleOf(choice.value);
    case 'tags':
      return choice.value;
  }
}
