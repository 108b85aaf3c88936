import { rm } from 'node:fs/promises';
import type { DomainId } from '../../domains/definition';
import { makeDiskFolders } from './belongings';
import type { QemuConfig, QemuHardware } from './config';
import { createDisk } from './disks';
import type { MachinePaths } from './paths';

/** The files of disks that a change asks for. A change that fails takes those away again that were made for it. */
export class NewDisks {
  readonly #made = new Map<DomainId, string[]>();

  /** Makes what the change needs. Throws what `createDisk` does; nothing is left then. */
  async make(
    id: DomainId,
    change: { readonly from: QemuConfig; readonly to: QemuConfig; readonly wanted: QemuHardware },
    paths: MachinePaths,
    img: () => Promise<string>,
  ): Promise<void> {
    const { from, to, wanted } = change;
    const made: string[] = [];
    this.#made.set(id, made);
    try {
      for (const { path, bytes } of freshIn(from, to, wanted)) {
        await makeDiskFolders(paths);
        await createDisk(await img(), path, bytes, new AbortController().signal);
        made.push(path);
      }
    } catch (error) {
      await this.unmake(id, from);
      throw error;
    }
  }

  /** Deletes what the last change of a machine made and what `to`, the config that it has again, knows nothing of. */
  async unmake(id: DomainId, to: QemuConfig): Promise<void> {
    const known = [...to.disks, ...to.detached].map(({ path }) => path);
    const gone = (this.#made.get(id) ?? []).filter((path) => !known.includes(path));
    for (const path of gone) await rm(path, { force: true });
    this.#made.delete(id);
  }
}

function freshIn(
  from: QemuConfig,
  to: QemuConfig,
  wanted: QemuHardware,
): readonly { readonly path: string; readonly bytes: number }[] {
  return to.disks.flatMap(({ id, path }) => {
    const bytes = wanted.disks.find((one) => one.id === id && one.path === null)?.newBytes ?? null;
    return bytes === null || from.disks.some((disk) => disk.path === path) ? [] : [{ path, bytes }];
  });
}
