import type { Definition, DomainId } from '../domains/definition';
import type { DomainList } from '../domains/domain-list';
import { PaddockError } from '../domains/failure';
import type { Belonging, Driver } from '../drivers/driver';

/** A machine that uses an image: as a disk of its own, or because a linked disk of its own stands on it. */
export interface ImageUse {
  readonly machine: Definition;
  readonly as: 'disk' | 'backing';
  readonly inBin: boolean;
}

/** The machines of a list, with those in its bin. */
export interface Known {
  readonly definition: Definition;
  readonly inBin: boolean;
}

/** All machines of a list, those in the bin among them: each of them may need a file. */
function allOf(list: DomainList<unknown, unknown>): readonly Known[] {
  return [
    ...list.snapshots().map(({ definition }) => ({ definition, inBin: false })),
    ...list.bin.entries().map(({ definition }) => ({ definition, inBin: true })),
  ];
}

/** All of them but one. */
export function othersOf(id: DomainId, list: DomainList<unknown, unknown>): readonly Known[] {
  return allOf(list).filter(({ definition }) => definition.id !== id);
}

/** Every file that a machine needs now, or would need again when it goes back to one of its snapshots. */
export function filesOf(driver: Driver, { config, snapshots }: Definition): readonly string[] {
  const all = [config, ...snapshots.map((one) => driver.config.parse(one.config))];
  return all.flatMap((one) => driver.files(one));
}

/** Which of these machines use an image. */
export function usesOf(path: string, driver: Driver, machines: readonly Known[]): readonly ImageUse[] {
  return machines.flatMap(({ definition, inBin }): readonly ImageUse[] => {
    const disks = driver.disks?.of(definition.config) ?? [];
    if (disks.some((disk) => disk.path === path)) return [{ machine: definition, as: 'disk', inBin }];
    // One that was taken out of its machine stands on it as well: it may be put back.
    if (driver.files(definition.config).includes(path))
      return [{ machine: definition, as: 'backing', inBin }];
    return [];
  });
}

/** The first use of one of this machine's disks beneath a linked disk of another one; null where there is none. */
export function useBeneath(
  driver: Driver,
  mine: Definition,
  list: DomainList<unknown, unknown>,
): ImageUse | null {
  const disks = driver.disks?.of(mine.config) ?? [];
  if (disks.length === 0) return null; // before ten thousand others are looked at
  const others = othersOf(mine.id, list);
  for (const { path } of disks) {
    const use = usesOf(path, driver, others).find(({ as }) => as === 'backing');
    if (use) return use;
  }
  return null;
}

/**
 * Throws `file-in-use` where linked disks of another machine stand on one of this machine's: what is written to it would
 * destroy them.
 */
export function checkNoneStandsOn(
  driver: Driver,
  mine: Definition,
  list: DomainList<unknown, unknown>,
): void {
  const use = useBeneath(driver, mine, list);
  if (use) throw stoodOn(mine.name, use);
}

/** Why a disk must not be written while another machine's stands on it, as a sentence. */
export function stoodOnWords({ machine, inBin }: ImageUse): string {
  return `The linked machine “${machine.name}”${inBin ? ', which is in the bin,' : ''} stands on this disk: to change it would destroy that one.`;
}

function stoodOn(name: string, use: ImageUse): PaddockError {
  return new PaddockError({
    code: 'file-in-use',
    message: `“${name}” must stay as it is.`,
    cause: stoodOnWords(use),
    next: use.inBin
      ? `Delete “${use.machine.name}” for good first, or put it back and make its disks stand alone.`
      : `Make the disks of “${use.machine.name}” stand alone first (Disks, on its page), or copy “${name}” and use the copy.`,
  });
}

/** What belongs to a machine, with the other machines that need it. */
export interface NeededBelonging extends Belonging {
  readonly neededBy: readonly Known[];
}

/** The machines of a list, those in its bin among them, that need a file. */
export type Needs = (path: string) => readonly Known[];

/** Who needs which file: all machines are looked through once, at the first question. */
export function needsIn(driver: Driver, list: DomainList<unknown, unknown>): Needs {
  let index: ReadonlyMap<string, readonly Known[]> | null = null;
  return (path) => (index ??= indexOf(driver, allOf(list))).get(path) ?? [];
}

function indexOf(driver: Driver, machines: readonly Known[]): ReadonlyMap<string, readonly Known[]> {
  const index = new Map<string, Known[]>();
  for (const known of machines) {
    for (const path of new Set(filesOf(driver, known.definition))) {
      const needing = index.get(path);
      if (needing) needing.push(known);
      else index.set(path, [known]);
    }
  }
  return index;
}

/** What would be deleted with a machine, and which others need it: it can't be deleted for good before they are gone. */
export async function belongingsOf(
  driver: Driver,
  mine: Definition,
  needs: Needs,
): Promise<readonly NeededBelonging[]> {
  const belongings = await driver.belongings(mine);
  return belongings.map((one) => ({
    ...one,
    neededBy: needs(one.path).filter(({ definition }) => definition.id !== mine.id),
  }));
}

/** Throws `file-in-use` where what would be deleted with a machine is needed by another one. */
export async function checkUnneeded(
  driver: Driver,
  gone: Definition,
  list: DomainList<unknown, unknown>,
): Promise<void> {
  for (const { path, neededBy } of await belongingsOf(driver, gone, needsIn(driver, list))) {
    const [needs] = neededBy;
    if (!needs) continue;
    throw new PaddockError({
      code: 'file-in-use',
      message: `A disk of “${gone.name}” is needed by another machine.`,
      cause: `“${needs.definition.name}” uses ${path}.`,
      next: 'Delete that machine for good first, or copy it, so that it has a disk of its own.',
      detail: { path },
    });
  }
}
