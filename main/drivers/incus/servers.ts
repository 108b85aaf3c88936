import { access, constants } from 'node:fs/promises';
import { PaddockError, toFailure } from '../../domains/failure';
import type { Probe } from '../driver';
import { installCommand } from '../install-command';
import type { Instance } from './answers';
import { LOCAL } from './config';
import { socketEndpoint, type Endpoint } from './endpoint';
import { IncusRemotes } from './remotes';
import { Server, type Asked } from './server';

export interface ServersOptions {
  /** The socket of this computer's server. */
  readonly socket: string;
  /** Where servers elsewhere are kept. */
  readonly folder: string;
  /** The words of the places of machines that are at rest. */
  readonly settled: () => ReadonlySet<string>;
  /** All instances of one. */
  readonly onAll: (remote: string, all: readonly Instance[], asked: Asked) => void;
  /** One of which something was heard; null where there is none any more. */
  readonly onOne: (
    remote: string,
    name: Pick<Instance, 'project' | 'name'>,
    instance: Instance | null,
    asked: Asked,
  ) => void;
  /** The connection was lost. */
  readonly onLost: (remote: string, why: string) => void;
  /** It is not known here any more. */
  readonly onRemoved: (remote: string) => void;
  /** Says that `probe()` would answer otherwise now. */
  readonly probeChanged: () => void;
  readonly log: (message: string) => void;
}

/** The servers that are known here: this computer's, and those elsewhere. */
export class Servers {
  readonly remotes: IncusRemotes;
  /** By the word in a machine's config that says at which it is. */
  readonly #servers = new Map<string, Server>();
  #closed = false;

  constructor(private readonly options: ServersOptions) {
    const local = this.#connect(LOCAL, socketEndpoint(options.socket));
    this.remotes = new IncusRemotes({
      local,
      folder: options.folder,
      onAdded: (name, endpoint) => {
        const server = this.#connect(name, endpoint);
        server.follow();
        return server;
      },
      onRemoved: (name) => this.#disconnect(name),
    });
  }

  /** Those that answered when they were asked last. */
  get there(): readonly Server[] {
    return [...this.#servers.values()].filter(({ isThere }) => isThere);
  }

  find(remote: string): Server | undefined {
    return this.#servers.get(remote);
  }

  /** Throws `connection-lost` for one that was removed. */
  at(remote: string): Server {
    const server = this.#servers.get(remote);
    if (server) return server;
    throw new PaddockError({
      code: 'connection-lost',
      message: `The Incus server “${remote}” is not known here any more.`,
      next: 'Add it again in the settings, or delete the machine here.',
    });
  }

  async probe(): Promise<Probe> {
    const here = await this.#probeHere();
    const notes = await this.#probeElsewhere();
    if (here.status === 'ready') return { ...here, notes: [...here.notes, ...notes] };
    // One elsewhere is enough to work with.
    return this.there.length > 0 ? { status: 'ready', version: 'elsewhere', notes } : here;
  }

  async #probeHere(): Promise<Probe> {
    const { socket } = this.options;
    const reachable = await access(socket, constants.R_OK | constants.W_OK).then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code ?? 'ENOENT',
    );
    if (reachable === 'EACCES' || reachable === 'EPERM') {
      return {
        status: 'missing',
        why: 'Incus is there, but your user may not speak to it.',
        install: 'sudo adduser "$USER" incus-admin',
      };
    }
    if (reachable !== null) {
      return {
        status: 'missing',
        why: `Incus is not installed, or does not run: there is no ${socket}.`,
        install: await installCommand(PACKAGES),
      };
    }
    try {
      const { version, isClustered } = await this.at(LOCAL).probe();
      const notes = isClustered ? [{ tone: 'good' as const, text: 'It is a member of a cluster.' }] : [];
      return { status: 'ready', version, notes };
    } catch (error) {
      const { message, cause } = toFailure(error);
      return { status: 'missing', why: [message, cause].filter(Boolean).join(' '), install: null };
    }
  }

  async #probeElsewhere(): Promise<Extract<Probe, { status: 'ready' }>['notes']> {
    const remotes = await this.remotes.list().catch(toFailure);
    if ('code' in remotes) return [{ tone: 'warning', text: remotes.message }];
    return remotes
      .filter(({ name }) => name !== LOCAL)
      .map(({ name, address, found }) => {
        if (found.status === 'lost') {
          return { tone: 'warning', text: `${name} (${address}) can’t be reached: ${found.why}` };
        }
        const members = found.members === null ? '' : `, a cluster of ${found.members.length}`;
        return { tone: 'good', text: `${name} (${address}) runs Incus ${found.version}${members}.` };
      });
  }

  close(): void {
    this.#closed = true;
    for (const server of this.#servers.values()) server.close();
  }

  #connect(remote: string, endpoint: Endpoint): Server {
    const { settled, onAll, onOne, onLost, probeChanged, log } = this.options;
    const server = new Server({
      remote,
      endpoint,
      settled,
      onAll: (all, asked) => onAll(remote, all, asked),
      onOne: (project, name, instance, asked) => onOne(remote, { project, name }, instance, asked),
      onFound: probeChanged,
      onLost: (why) => onLost(remote, why),
      log,
    });
    this.#servers.set(remote, server);
    if (this.#closed) server.close();
    return server;
  }

  /** Its machines are shown no more; what is stored of them stays, for the server may be added again. */
  #disconnect(remote: string): void {
    this.#servers.get(remote)?.close();
    this.#servers.delete(remote);
    this.options.onRemoved(remote);
    this.options.probeChanged();
  }
}

const PACKAGES = {
  debian: 'incus',
  rhel: null,
  fedora: 'incus',
  arch: 'incus',
  suse: 'incus',
} as const;
