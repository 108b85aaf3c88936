import fuzzysort from 'fuzzysort';
import type { MachineRow } from '../../preload/contract';
import { bulk } from '../bulk/bulk.svelte';
import { allowing, BULK_OPERATIONS } from '../bulk/deeds';
import { firstCombo } from '../keys/keys';
import { operate, type MachineOperation } from '../live/operate';
import { drivers } from '../live/drivers.svelte';
import { ALL, type Place } from '../live/place';
import { route, type MachineTab } from '../live/route.svelte';
import { deleteMachine } from '../machine/to-bin';
import type { Shape } from '../machines/look';
import { countPlaces, tallyOf } from '../machines/tally';
import { view } from '../machines/view.svelte';
import { SECTIONS } from '../settings/sections';
import { frame } from '../sidebar/frame.svelte';
import { t } from '../text/text';

/** Something that can be done from anywhere by its name. */
export interface Command {
  readonly id: string;
  readonly label: string;
  /** A key that does it as well. */
  readonly keys: string | null;
  run(): void;
}

const OPERATIONS: readonly MachineOperation[] = [
  'start',
  'suspend',
  'resume',
  'save',
  'shutdown',
  'reboot',
  'reset',
  'destroy',
];
/** The parts of a machine's page that are gone to by their name; its console by what can be done. */
const TABS: readonly MachineTab[] = ['snapshots', 'hardware', 'settings', 'activity', 'definition'];
/** More than these nobody reads: another letter is quicker. */
const MOST = 50;
/** What fits worse is not meant; the end of a name, as of “start 77” for `web77`, fits hardly better. */
const WORST = 0.2;

/** The pages one can go to. */
export function pageCommands(): readonly Command[] {
  const page = (id: string, label: string, keys: string | null, run: () => void): Command => ({
    id: `page-${id}`,
    label,
    keys,
    run,
  });
  return [
    page('create', t('create.title'), firstCombo('create'), () => route.go({ page: 'create' })),
    page('machines', t('sidebar.all'), null, () => route.go({ page: 'machines', place: ALL })),
    page('running', t('sidebar.running'), null, () =>
      route.go({ page: 'machines', place: { kind: 'running' } }),
    ),
    page('look', t(`look.show.${otherShape()}`), null, () => {
      if (route.current.page !== 'machines') route.go(route.list ?? { page: 'machines', place: ALL });
      view.show(otherShape());
    }),
    page('import', t('import.title'), null, () => route.go({ page: 'import', path: null })),
    page('activity', t('activity.title'), firstCombo('activity'), () => route.go({ page: 'activity' })),
    page('operations', t('operations.title'), firstCombo('operations'), () => (frame.operations = true)),
    page('bin', t('bin.title'), null, () => route.go({ page: 'bin' })),
    page('settings', t('settings.title'), firstCombo('settings'), () => route.go({ page: 'settings' })),
    page('keys', t('keys.title'), firstCombo('help'), () => (frame.keys = true)),
  ];
}

/** The parts of the settings. */
function sectionCommands(): readonly Command[] {
  return SECTIONS.map((section) => ({
    id: `settings-${section}`,
    label: t('palette.doTo', { operation: t('settings.title'), name: t(`settings.${section}`) }),
    keys: null,
    run: () => {
      frame.section = section;
      route.go({ page: 'settings' });
    },
  }));
}

const otherShape = (): Shape => (view.look.shape === 'list' ? 'grid' : 'list');

/** The places of the sidebar that follow from the machines there are. */
function placeCommands(rows: readonly MachineRow[]): readonly Command[] {
  const titleOf = (driver: string): string => drivers.titleOf(driver);
  const { drivers: kinds, tags } = countPlaces(tallyOf(rows), titleOf);
  const show = (id: string, title: string, place: Place): Command => ({
    id: `show-${id}`,
    label: t('palette.show', { place: title }),
    keys: null,
    run: () => route.go({ page: 'machines', place }),
  });
  return [
    ...kinds.map(({ driver }) => show(`driver-${driver}`, titleOf(driver), { kind: 'driver', driver })),
    ...tags.map(({ tag }) => show(`tag-${tag}`, tag, { kind: 'tag', tag })),
  ];
}

const isCalled = (name: string, word: string): boolean => name.toLocaleLowerCase().startsWith(word);

/** What can be done to machines: opening each, and what is named by the first word, of those that allow it now. */
function machineCommands(rows: readonly MachineRow[], query: string): readonly Command[] {
  const open = rows.map((row): Command => ({
    id: `open-${row.id}`,
    label: row.name,
    keys: null,
    run: () => route.machine(row.id),
  }));
  const [word = ''] = query.trim().toLocaleLowerCase().split(/\s+/);
  if (word === '') return open;
  const asked = OPERATIONS.filter((operation) =>
    t(`operation.${operation}`).toLocaleLowerCase().startsWith(word),
  );
  const done = asked.flatMap((operation) =>
    rows
      .filter(({ allows }) => allows.includes(operation))
      .map(({ id, name }): Command => ({
        id: `${operation}-${id}`,
        label: t('palette.doTo', { operation: t(`operation.${operation}`), name }),
        keys: null,
        run: () => void operate(id, operation),
      })),
  );
  const remove = t('logged.undefine');
  const removed = isCalled(remove, word)
    ? rows
        .filter(({ allows }) => allows.includes('undefine'))
        .map((row): Command => ({
          id: `undefine-${row.id}`,
          label: t('palette.doTo', { operation: remove, name: row.name }),
          keys: null,
          run: () => void deleteMachine(row, () => bulk.ask('undefine', [row])),
        }))
    : [];
  // Their names must be meant: of very many machines each would be looked through five times as often.
  const parts = word.length < 3 ? [] : TABS.filter((tab) => isCalled(t(`machine.tab.${tab}`), word));
  const opened = parts.flatMap((tab) =>
    rows.map(({ id, name }): Command => ({
      id: `${tab}-${id}`,
      label: t('palette.doTo', { operation: t(`machine.tab.${tab}`), name }),
      keys: null,
      run: () => route.machine(id, tab),
    })),
  );
  const console = t('list.openConsole');
  const consoles = isCalled(console, word)
    ? rows
        .filter(({ state }) => state === 'running' || state === 'paused')
        .map(({ id, name }): Command => ({
          id: `console-${id}`,
          label: t('palette.doTo', { operation: console, name }),
          keys: null,
          run: () => route.machine(id, 'console'),
        }))
    : [];
  return [...done, ...removed, ...consoles, ...open, ...opened];
}

/** What can be done to the machines that are selected. */
function bulkCommands(chosen: readonly MachineRow[]): readonly Command[] {
  if (chosen.length === 0) return [];
  const name = t('bulk.these', { count: chosen.length });
  const command = (id: string, operation: string, run: () => void): Command => ({
    id: `bulk-${id}`,
    label: t('palette.doTo', { operation, name }),
    keys: null,
    run,
  });
  return [
    ...BULK_OPERATIONS.filter((operation) => allowing(chosen, operation).length > 0).map((operation) =>
      command(operation, t(`operation.${operation}`), () => bulk.ask(operation, chosen)),
    ),
    command('tags', t('bulk.tags'), () => bulk.askForTags(chosen)),
  ];
}

/** What fits what was typed, the best first; without a word, the pages and the first machines. */
export function find(
  query: string,
  rows: readonly MachineRow[],
  chosen: readonly MachineRow[] = [],
): readonly Command[] {
  const all = [...bulkCommands(chosen), ...pageCommands(), ...machineCommands(rows, query)];
  if (query.trim() !== '') all.push(...placeCommands(rows), ...sectionCommands());
  if (query.trim() === '') return all.slice(0, MOST);
  return fuzzysort
    .go(query.trim(), all, { key: 'label', limit: MOST, threshold: WORST })
    .map(({ obj }) => obj);
}
