import type { CallResult, DomainId, MachineRow } from '../../preload/contract';
import { namesOf } from '../bin/needing';
import { call } from '../bridge';
import { drivers } from '../live/drivers.svelte';
import { reasonAgainst } from '../machine/actions';
import { formatBytes } from '../text/format';
import { t } from '../text/text';
import { told } from '../text/told';
import { sideBySide } from './side-by-side';

const ASKED_AT_ONCE = 8;
const TOLD_EACH_MS = 100;

/** What deleting a machine deletes besides its definition, or why it can't be deleted. */
export interface Going {
  readonly belongings: CallResult<'machine.belongings'>;
  readonly reason: string | null;
}
export type AllGoing = ReadonlyMap<DomainId, Going>;
export const NOT_YET_KNOWN: AllGoing = new Map();

/** A line of what a dialog lists: a heading, a machine with a note, or a file that belongs to the machine above it. */
export interface ListedLine {
  readonly kind: 'heading' | 'machine' | 'file';
  readonly id: string;
  readonly text: string;
  readonly note: string | null;
}

/**
 * Asks machine by machine, and tells as the answers come: of thousands that takes a while. Returns the function that ends
 * it before.
 */
export function gatherGoing(
  rows: readonly MachineRow[],
  tell: (known: AllGoing, isAll: boolean) => void,
): () => void {
  const known = new Map<DomainId, Going>();
  let isOver = false;
  const telling = setInterval(() => tell(new Map(known), false), TOLD_EACH_MS);
  const ask = async (row: MachineRow): Promise<void> => {
    const { id } = row;
    try {
      if (row.allows.includes('undefine')) {
        known.set(id, { belongings: await call('machine.belongings', { id }), reason: null });
        return;
      }
      const detail = await call('machine.detail', { id });
      const driver = drivers.list.find((one) => one.id === row.driver);
      known.set(id, { belongings: [], reason: reasonAgainst('undefine', detail, detail, driver) });
    } catch {
      // gone meanwhile: it stands on no line any more
    }
  };
  void sideBySide(rows, ASKED_AT_ONCE, ask, () => isOver).then(() => {
    clearInterval(telling);
    if (!isOver) tell(known, true);
  });
  return () => {
    isOver = true;
    clearInterval(telling);
  };
}

/** Everything that goes, line by line, and after it what can't. */
export function goingLines(
  going: readonly MachineRow[],
  staying: readonly MachineRow[],
  known: AllGoing,
): readonly ListedLine[] {
  const isParted = going.length > 0 && staying.length > 0;
  return [
    ...(isParted ? [heading('goes', t('bulk.goes'))] : []),
    ...going.flatMap(({ id, name }) => {
      const { belongings } = known.get(id) ?? {};
      return [machine(id, name, belongings ? sizeWords(belongings) : null), ...filesOf(id, belongings ?? [])];
    }),
    ...(staying.length > 0 ? [heading('stays', t('bulk.stays'))] : []),
    ...staying.map(({ id, name }) => {
      const reason = known.get(id)?.reason;
      return machine(id, name, reason ? told(reason) : null);
    }),
  ];
}

export function bytesOf(belongings: Going['belongings']): number {
  return belongings.reduce((sum, { bytes }) => sum + bytes, 0);
}

function sizeWords(belongings: Going['belongings']): string {
  if (belongings.length === 0) return t('bulk.goesAlone');
  return t('bulk.goesWith', { count: belongings.length, size: formatBytes(bytesOf(belongings)) });
}

function filesOf(id: DomainId, belongings: Going['belongings']): readonly ListedLine[] {
  return belongings.map(({ path, bytes, neededBy }) => {
    const [size, names] = [formatBytes(bytes), namesOf(neededBy)];
    const note = names === null ? size : t('delete.fileNeeded', { size, names });
    return { kind: 'file', id: `${id} ${path}`, text: path, note };
  });
}

const heading = (id: string, text: string): ListedLine => ({ kind: 'heading', id, text, note: null });
const machine = (id: string, text: string, note: string | null): ListedLine => ({
  kind: 'machine',
  id,
  text,
  note,
});
