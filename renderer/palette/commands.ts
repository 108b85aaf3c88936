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
import { countPlaces } from '../machines/tally';
import { view } from '../machines/view.svelte';
import { SECTIONS } from '../settings/sections';
import { frame } from '../sidebar/frame.svelte';
import { t } from '../text/text';
import type { KnownMachines } from './known-machines';

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
function placeCommands(known: KnownMachines): readonly Command[] {
  const titleOf = (driver: string): string => drivers.titleOf(driver);
  const { drivers: kinds, tags } = countPlaces(known.tally, titleOf);
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

/** Something to be done to one machine, by its name. */
interface Deed {
  readonly id: string;
  readonly name: string;
  readonly can: (row: MachineRow) => boolean;
  readonly run: (row: MachineRow) => void;
}

/** What is named by a first word. */
function deedsCalled(word: string): readonly Deed[] {
  const deeds: Deed[] = [
    ...OPERATIONS.map((operation) => ({
      id: operation,
      name: t(`operation.${operation}`),
      can: ({ allows }: MachineRow) => allows.includes(operation),
      run: ({ id }: MachineRow) => void operate(id, operation),
    })),
    {
      id: 'undefine',
      name: t('logged.undefine'),
      can: ({ allows }) => allows.includes('undefine'),
      run: (row) => void deleteMachine(row, () => bulk.ask('undefine', [row])),
    },
    {
      id: 'console',
      name: t('list.openConsole'),
      can: ({ state }) => state === 'running' || state === 'paused',
      run: ({ id }) => route.machine(id, 'console'),
    },
  ];
  // Their names must be meant: a letter or two mean a machine or something to do.
  if (word.length >= 3) {
    deeds.push(
      ...TABS.map((tab) => ({
        id: tab,
        name: t(`machine.tab.${tab}`),
        can: () => true,
        run: ({ id }: MachineRow) => route.machine(id, tab),
      })),
    );
  }
  return deeds.filter(({ name }) => isCalled(name, word));
}

/** What can be done to machines: opening each, and what is named by the first word, of those that allow it now. */
function machineCommands(known: KnownMachines, query: string): readonly Command[] {
  const words = query.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const open = known.called(words).map((row): Command => ({
    id: `open-${row.id}`,
    label: row.name,
    keys: null,
    run: () => route.machine(row.id),
  }));
  const [word, ...name] = words;
  if (word === undefined) return open;
  const done = deedsCalled(word).flatMap((deed) =>
    known.called(name, deed.can).map((row): Command => ({
      id: `${deed.id}-${row.id}`,
      label: t('palette.doTo', { operation: deed.name, name: row.name }),
      keys: null,
      run: () => deed.run(row),
    })),
  );
  return [...done, ...open];
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
  known: KnownMachines,
  chosen: readonly MachineRow[] = [],
): readonly Command[] {
  const all = [...bulkCommands(chosen), ...pageCommands(), ...machineCommands(known, query)];
  if (query.trim() !== '') all.push(...placeCommands(known), ...sectionCommands());
  if (query.trim() === '') return all.slice(0, MOST);
  return fuzzysort
    .go(query.trim(), all, { key: 'label', limit: MOST, threshold: WORST })
    .map(({ obj }) => obj);
}
