import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readlink, rm, stat } from 'node:fs/promises';
import { cpus as hostCpus } from 'node:os';
import { basename, join } from 'node:path';
import { bytesBelow } from '../bytes-below';
import type { Belonging } from '../driver';
import { plainNameFor } from '../foreign-names';
import { runProgram } from '../program';
import { nameCameBetween } from '../refusals';
import { unmount, vzctlWork } from './commands';
import { planned, whatWasAsked, type Layout, type OpenvzConfig, type OpenvzRequest } from './config';
import { ConfigFile, readConfigFile, writeConfigFile } from './config-file';
import {
  configFileOf,
  dumpOf,
  freeCtid,
  isStillSame,
  privateOf,
  readContainer,
  takenNames,
} from './containers';
import { exitCodeOf, openvzFailure } from './errors';
import type { VzctlHost } from './host';
import { nameOf, withLock } from './locks';
import { changes } from './settings';
import type { Taken, Work } from './tools';

const LOCK_LIMIT_MS = 120_000;
const EXISTS = 44;

/** Makes, changes, copies and deletes containers by vzctl. What each function does is said of the tools' (`tools.ts`). */
export class VzctlMaking {
  constructor(private readonly host: VzctlHost) {}

  async plan(name: string, request: OpenvzRequest, taken: Taken): Promise<OpenvzConfig> {
    return planned(request, {
      ctid: await freeCtid(this.host, taken.ctids),
      folder: this.host.folder,
      name: await this.freeName(name, taken),
      layout: request.layout ?? this.#usualLayout(),
      cpus: request.cpus ?? hostCpus().length,
    });
  }

  /** What OpenVZ's own settings say; on a plain kernel there are no image files. */
  #usualLayout(): Layout {
    if (this.host.kernel === 'plain') return 'simfs';
    return this.host.settings.value('VE_LAYOUT')?.startsWith('ploop') ? 'ploop' : 'simfs';
  }

  async create(config: OpenvzConfig, request: OpenvzRequest, work: Work): Promise<OpenvzConfig> {
    const { ctid, name } = config;
    if (existsSync(configFileOf(config))) throw nameCameBetween('container', ctid);
    const space = config.diskSpace === null ? null : String(Math.ceil(config.diskSpace / 1024));
    work.report?.('Unpacking the OS template');
    try {
      await vzctlWork(this.host, 'create', config, {
        doing: 'make the container',
        args: [
          ...['--ostemplate', request.template],
          ...['--layout', config.layout],
          ...(name === null ? [] : ['--name', name]),
          ...(config.hostName === null ? [] : ['--hostname', config.hostName]),
          ...(space === null ? [] : ['--diskspace', `${space}:${space}`]),
        ],
        limitMs: null,
        ...work,
      });
      work.report?.('Setting its limits');
      const made = await this.#readBack(ctid);
      await this.change(made, whatWasAsked(made, config), work);
      return await this.#readBack(ctid);
    } catch (error) {
      // Files that were there before are another's; vzctl has left them alone as well.
      if (exitCodeOf(error) === EXISTS) throw nameCameBetween('container', ctid);
      // What failed first is told: a container that is left shows itself in the list.
      await this.#undo(config).catch(() => undefined);
      throw error;
    }
  }

  async #readBack(ctid: string): Promise<OpenvzConfig> {
    const config = await readContainer(this.host, ctid);
    if (config === null) throw new Error(`what OpenVZ wrote for container ${ctid} can’t be read`);
    return config;
  }

  /** Deletes a container that was not made to its end. It is Paddock's own where it has the name that Paddock gave it. */
  async #undo(config: OpenvzConfig): Promise<void> {
    const { host } = this;
    const there = await readContainer(host, config.ctid).catch(() => null);
    if (there?.name === config.name) return this.#destroy(config);
    const link = join(host.names, config.name ?? '');
    const target = config.name === null ? '' : await readlink(link).catch(() => '');
    if (basename(target) !== `${config.ctid}.conf`) return;
    // vzctl was killed while it unpacked the template beside the folder, before it saved a configuration that has the name.
    const folder = privateOf(there && (await this.#file(config)), host, config.ctid);
    await withLock(host.locks, config.ctid, { limitMs: LOCK_LIMIT_MS }, async () => {
      await rm(`${folder}.tmp`, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
      await rm(configFileOf(config), { force: true });
      await rm(link, { force: true });
    });
  }

  async change(from: OpenvzConfig, to: OpenvzConfig, work: Work): Promise<void> {
    const steps = changes(from, to, this.host.kernel);
    const set = (config: OpenvzConfig, args: readonly string[], other: Work): Promise<void> =>
      vzctlWork(this.host, 'set', config, {
        doing: 'change the container',
        args: [...args, '--save'],
        ...other,
      });
    for (const [index, args] of steps.entries()) {
      try {
        await set(to, args, work);
      } catch (error) {
        if (index > 0) {
          // What was done is undone: the cards are back, whatever of them had been put in.
          const now = await readContainer(this.host, to.ctid).catch(() => null);
          for (const back of now ? changes(now, from, this.host.kernel) : []) {
            await set(from, back, {}).catch(() => undefined);
          }
        }
        throw error;
      }
    }
  }

  async freeName(name: string, taken: Taken): Promise<string> {
    const names = new Set([...(await takenNames(this.host)), ...taken.names]);
    return plainNameFor(name, (candidate) => names.has(candidate));
  }

  async rename(config: OpenvzConfig, name: string, work: Work): Promise<void> {
    await vzctlWork(this.host, 'set', config, {
      doing: 'rename the container',
      args: ['--name', name, '--save'],
      ...work,
    });
  }

  async planCopy(source: OpenvzConfig, name: string, taken: Taken): Promise<OpenvzConfig> {
    return {
      ...source,
      ctid: await freeCtid(this.host, taken.ctids),
      name: await this.freeName(name, taken),
      mark: null,
      // Two cannot have the same; what names a card OpenVZ makes up anew.
      addresses: [],
      cards: source.cards.map(({ name: card, bridge }) => ({
        name: card,
        bridge,
        mac: newAddress(),
        hostName: null,
        hostMac: null,
      })),
    };
  }

  /** vzctl has no command for it. As its documentation does it: its files are copied, then its configuration, both locked. */
  async copy(source: OpenvzConfig, copy: OpenvzConfig, work: Work): Promise<OpenvzConfig> {
    const { host } = this;
    if (existsSync(configFileOf(copy))) throw nameCameBetween('container', copy.ctid);
    const from = await this.#file(source);
    const [files, place] = [privateOf(from, host, source.ctid), privateOf(null, host, copy.ctid)];
    const waiting = {
      limitMs: LOCK_LIMIT_MS,
      signal: work.signal,
      onHolder: (holder: Parameters<typeof nameOf>[0]) => work.report?.(`Waiting for ${nameOf(holder)}`),
    };
    await withLock(host.locks, source.ctid, waiting, () =>
      withLock(host.locks, copy.ctid, waiting, async () => {
        if (existsSync(place)) throw nameCameBetween('container', copy.ctid);
        try {
          work.report?.('Copying its files');
          const command = ['cp', '--archive', '--reflink=auto', '--sparse=auto', '--', files, place];
          const result = await runProgram(command, {
            limitMs: null,
            signal: work.signal,
            diesWithPaddock: true,
          });
          if (result.exitCode !== 0) throw openvzFailure('copy the container’s files', result);
          await writeConfigFile(configFileOf(copy), copyOf(from ?? new ConfigFile('')));
        } catch (error) {
          await rm(configFileOf(copy), { force: true });
          await rm(place, { recursive: true, force: true });
          throw error;
        }
      }),
    );
    try {
      if (copy.name !== null) await this.rename(copy, copy.name, work);
      await this.change(await this.#readBack(copy.ctid), copy, work);
      return await this.#readBack(copy.ctid);
    } catch (error) {
      await this.#destroy(copy).catch(() => undefined); // as above
      throw error;
    }
  }

  async remove(config: OpenvzConfig): Promise<void> {
    if (await isStillSame(this.host, config)) await this.#destroy(config);
  }

  async #destroy(config: OpenvzConfig): Promise<void> {
    const folder = privateOf(await this.#file(config), this.host, config.ctid);
    if (!existsSync(configFileOf(config)) && !existsSync(folder)) return;
    await unmount(this.host, config, {});
    await vzctlWork(this.host, 'destroy', config, { doing: 'delete the container', limitMs: null });
  }

  async belongings(config: OpenvzConfig): Promise<readonly Belonging[]> {
    if (!(await isStillSame(this.host, config))) return [];
    const paths = [
      privateOf(await this.#file(config), this.host, config.ctid),
      dumpOf(this.host, config.ctid),
    ];
    return Promise.all(
      paths.filter((path) => existsSync(path)).map(async (path) => ({ path, bytes: await bytesOf(path) })),
    );
  }

  async #file(config: OpenvzConfig): Promise<ConfigFile | null> {
    return readConfigFile(configFileOf(config)).catch(() => null);
  }
}

/** The configuration of a copy: without what names the one container, and without addresses that two cannot have. */
function copyOf(file: ConfigFile): ConfigFile {
  const own = ['VE_PRIVATE', 'VE_ROOT', 'NAME', 'IP_ADDRESS', 'NETIF'];
  return own.reduce((copy, key) => copy.with(key, null), file);
}

/** A hardware address within the range that OpenVZ hands out (00:18:51). */
function newAddress(): string {
  const own = [...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0'));
  return ['00', '18', '51', ...own].join(':').toUpperCase();
}

async function bytesOf(path: string): Promise<number> {
  const found = await stat(path);
  return found.isDirectory() ? bytesBelow(path) : found.blocks * 512;
}
