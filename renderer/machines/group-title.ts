import type { DomainState } from '../../preload/contract';
import { drivers } from '../live/drivers.svelte';
import { t } from '../text/text';
import type { Grouping } from './group';

/** What a group is called. */
export function groupTitle(by: Grouping, key: string): string {
  switch (by) {
    case 'none':
      return t('sidebar.all');
    case 'state':
      return t(`state.${key as DomainState}`);
    case 'driver':
      return drivers.titleOf(key);
    case 'tag':
      return key === '' ? t('group.untagged') : key;
  }
}
