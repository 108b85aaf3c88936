import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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
  #programs: string | undefined;

  static async open(): Promise<World> {
    const world = new World();
    await world.again();
    return world;
  }

  /** A Paddock over the same containers, as after a restart. */
  async again(): Promise<void> {
    await this.hypervisor?.close();
    this.hypervisor = new Hypervisor({
      drivers: [
        createLxcDriver({
          folder: this.containers,
          work: join(this.folder, 'work'),
          programs: this.#programs,
        }),
      ],
      definitions: join(this.folder, 'definitions'),
      log: () => undefined,
    });
    await (
      await this.hypervisor.open()
    ).attached;
    await this.hypervisor.probe('lxc');
  }

  /** From the next restart on, a program of LXC's begins only once it is let go. */
  hold(program: string): { readonly isBegun: () => boolean; readonly letGo: () => void } {
    const folder = join(this.folder, 'programs');
    const [begun, go] = [join(folder, 'begun'), join(folder, 'go')];
    mkdirSync(folder);
    for (const name of readdirSync('/usr/bin').filter((one) => /^lxc-/.test(one) && one !== program)) {
      symlinkSync(join('/usr/bin', name), join(folder, name));
    }
    const waiting = `#!/bin/sh\n: > ${begun}\nwhile [ ! -e ${go} ]; do sleep 0.05; done\nexec /usr/bin/${program} "$@"\n`;
    writeFileSync(join(folder, program), waiting, { mode: 0o755 });
    this.#programs = folder;
    return { isBegun: () => existsSync(begun), letGo: () => writeFileSync(go, '') };
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
