import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DomainId } from '../../main/domains/definition';
import type { DomainSnapshot } from '../../main/domains/domain';
import { createLxcDriver } from '../../main/drivers/lxc/driver';
import { Hypervisor } from '../../main/hypervisor/hypervisor';

/** Real containers in a folder of their own, and a Paddock that has them. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'pdk-'));
  hypervisor!: Hypervisor;

  static async open(): Promise<World> {
    const world = new World();
    await world.again();
    return world;
  }

  /** A Paddock over the same containers, as after a restart. */
  async again(): Promise<void> {
    await this.hypervisor?.close();
    this.hypervisor = new Hypervisor({
      drivers: [createLxcDriver({ folder: this.containers, work: join(this.folder, 'work') })],
      definitions: join(this.folder, 'definitions'),
      log: () => undefined,
    });
    await (
      await this.hypervisor.open()
    ).attached;
    await this.hypervisor.probe('lxc');
  }

  get containers(): string {
    return join(this.folder, 'lxc');
  }

  /** The folders of containers, whole or not. */
  names(): string[] {
    return existsSync(this.containers) ? readdirSync(this.containers).sort() : [];
  }

  define(name: string, source: object): Promise<DomainId> {
    return this.hypervisor.define('lxc', name, { memory: null, cpus: null, source }, 'window');
  }

  /** The one machine that there is, or the one of this name. */
  only(name?: string): DomainSnapshot {
    const found = this.hypervisor
      .list()
      .filter(({ definition }) => (name ?? definition.name) === definition.name);
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} machines instead of one`);
    return found[0];
  }

  /** Runs a program of LXC's, as another tool would. */
  lxc(program: string, container: string, ...args: string[]): string {
    return execFileSync(program, ['-P', this.containers, '-n', container, ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  }

  /** Has another tool make a container. */
  makeElsewhere(name: string): void {
    const settings = join(this.folder, 'other.conf');
    writeFileSync(settings, 'lxc.net.0.type = empty\n');
    this.lxc('lxc-create', name, '-f', settings, '-t', 'busybox');
  }

  async close(): Promise<void> {
    for (const { id } of this.hypervisor.list()) await this.hypervisor.destroy(id, 'Paddock');
    await this.hypervisor.close();
    for (const name of this.names()) {
      try {
        this.lxc('lxc-stop', name, '-k');
      } catch {
        // it is off, or was never whole
      }
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
