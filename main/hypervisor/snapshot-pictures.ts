import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DomainId } from '../domains/definition';

/** Makes a picture small enough for a list. */
export type Shrink = (png: Uint8Array) => Uint8Array;

/**
 * What machines showed when their snapshots were taken, as PNGs: a file each, or in memory for machines that are kept there
 * themselves (`folder` is null). A picture is worth no error: one that can't be kept or read is simply not there.
 */
export class SnapshotPictures {
  readonly #inMemory = new Map<string, Uint8Array>();

  constructor(
    private readonly folder: string | null,
    private readonly shrink: Shrink = (png) => png,
  ) {}

  /** Answers whether it is kept. */
  async keep(machine: DomainId, snapshot: string, png: Uint8Array): Promise<boolean> {
    try {
      const small = this.shrink(png);
      if (this.folder === null) {
        this.#inMemory.set(`${machine}/${snapshot}`, small);
        return true;
      }
      const path = this.#path(this.folder, machine, snapshot);
      await mkdir(join(this.folder, machine), { recursive: true, mode: 0o700 });
      await writeFile(`${path}.part`, small, { mode: 0o600 });
      await rename(`${path}.part`, path);
      return true;
    } catch {
      return false;
    }
  }

  async read(machine: DomainId, snapshot: string): Promise<Uint8Array | null> {
    if (this.folder === null) return this.#inMemory.get(`${machine}/${snapshot}`) ?? null;
    return readFile(this.#path(this.folder, machine, snapshot)).catch(() => null);
  }

  async drop(machine: DomainId, snapshot: string): Promise<void> {
    this.#inMemory.delete(`${machine}/${snapshot}`);
    if (this.folder === null) return;
    await rm(this.#path(this.folder, machine, snapshot), { force: true }).catch(() => undefined);
  }

  async dropAll(machine: DomainId): Promise<void> {
    for (const key of this.#inMemory.keys()) if (key.startsWith(`${machine}/`)) this.#inMemory.delete(key);
    if (this.folder === null) return;
    await rm(join(this.folder, machine), { recursive: true, force: true }).catch(() => undefined);
  }

  #path(folder: string, machine: DomainId, snapshot: string): string {
    return join(folder, machine, `${snapshot}.png`);
  }
}
