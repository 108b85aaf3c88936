import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../../domains/durable-folder';
import { PaddockError, toFailure } from '../../domains/failure';
import { RemoteNameSchema, type Invitation, type Member, type Remote, type Remotes } from '../remotes';
import { parseAddress, writeAddress, type Address } from './address';
import { ClusterMemberSchema, MemberStateSchema, ServerSchema } from './answers';
import { IncusClient } from './client';
import { LOCAL } from './config';
import { credentialsIn, type Credentials } from './credentials';
import { handshake, httpsEndpoint, type Endpoint } from './endpoint';
import { otherServer, unreachable } from './errors';
import type { Server } from './server';

/** A server as it is kept: where it is, and whose certificate it has. */
const KeptSchema = z.object({
  name: RemoteNameSchema,
  address: z.string(),
  /** SHA-256 in hex. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
});
type Kept = z.infer<typeof KeptSchema>;
const FileSchema = z.object({ format: z.literal(1), remotes: z.array(KeptSchema) });

/** What `incus config trust add` prints: JSON in base64 (Incus' documentation, “Adding client certificates using tokens”). */
const TokenSchema = z.object({
  fingerprint: z.string(),
  addresses: z.array(z.string()),
  secret: z.string(),
});
type Token = z.infer<typeof TokenSchema>;

export interface RemotesOptions {
  /** This computer's own server. */
  readonly local: Server;
  /** Where the servers and this Paddock's own certificate are kept. */
  readonly folder: string;
  /** Begins to show a server's machines. */
  readonly onAdded: (name: string, endpoint: Endpoint) => Server;
  /** Shows them no more. */
  readonly onRemoved: (name: string) => void;
}

/** Incus servers elsewhere, and who may be trusted with what. */
export class IncusRemotes implements Remotes {
  #kept: readonly Kept[] = [];
  #credentials: Promise<Credentials> | null = null;
  #loaded: Promise<void> | null = null;
  #changing: Promise<unknown> = Promise.resolve();
  readonly #servers = new Map<string, Server>();

  constructor(private readonly options: RemotesOptions) {}

  /** Reads them and connects to each, once. Throws `file-unreadable`: the file is left as it is then. */
  load(): Promise<void> {
    this.#loaded ??= this.#load().catch((error: unknown) => {
      this.#loaded = null; // it may be mended meanwhile
      throw unreadable(this.options.folder, error);
    });
    return this.#loaded;
  }

  async #load(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return;
    const all = FileSchema.parse(JSON.parse(text)).remotes;
    // All or none: what was connected before one that can't be read would be connected once more with the next try.
    for (const { address } of all) addressIn(address);
    this.#kept = all;
    for (const kept of all) await this.#connect(kept);
  }

  get #path(): string {
    return join(this.options.folder, 'remotes.json');
  }

  #own(): Promise<Credentials> {
    this.#credentials ??= credentialsIn(this.options.folder, hostname()).catch((error: unknown) => {
      this.#credentials = null;
      throw error;
    });
    return this.#credentials;
  }

  async #connect({ name, address, fingerprint }: Kept): Promise<Server> {
    const endpoint = httpsEndpoint(addressIn(address), await this.#own(), fingerprint);
    const server = this.options.onAdded(name, endpoint);
    this.#servers.set(name, server);
    return server;
  }

  known(): readonly Pick<Remote, 'name' | 'address'>[] {
    return this.#kept;
  }

  async list(): Promise<readonly Remote[]> {
    await this.load();
    return [...(await this.#ownCluster()), ...(await this.#elsewhere())];
  }

  /** This computer's server, where it is a member of a cluster. */
  async #ownCluster(): Promise<Remote[]> {
    const { local } = this.options;
    if (local.members.length === 0) return [];
    const found = await this.#found(local);
    return [{ name: LOCAL, address: '', fingerprint: null, found }];
  }

  async #elsewhere(): Promise<Remote[]> {
    return Promise.all(
      this.#kept.map(async ({ name, address, fingerprint }) => {
        return { name, address, fingerprint, found: await this.#found(this.#servers.get(name)) };
      }),
    );
  }

  /** Never throws. */
  async #found(server: Server | undefined): Promise<Remote['found']> {
    return this.#look(server).catch((error: unknown) => {
      const { message, cause } = toFailure(error);
      return { status: 'lost', why: cause ?? message };
    });
  }

  async #look(server: Server | undefined): Promise<Remote['found']> {
    if (!server) throw unreachable('It was removed.');
    const { version, isClustered } = await server.probe();
    return { status: 'connected', version, members: isClustered ? await membersOf(server) : null };
  }

  async look({
    token,
    address,
  }: Invitation): Promise<{ readonly address: string; readonly fingerprint: string }> {
    const read = readToken(token);
    const candidates = address.trim() === '' ? read.addresses : [address];
    let failure: unknown = new PaddockError({
      code: 'argument-invalid',
      message: 'The token tells no address.',
      next: 'Fill in the server’s address as well.',
      field: 'address',
    });
    for (const candidate of candidates) {
      try {
        const where = addressIn(candidate);
        const { socket, fingerprint } = await handshake(where, null);
        socket.destroy();
        if (fingerprint !== read.fingerprint) throw otherServer(fingerprint);
        return { address: writeAddress(where), fingerprint };
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  add(name: string, invitation: Invitation, fingerprint: string): Promise<void> {
    return this.#change(async () => {
      if (name === LOCAL || this.#kept.some((kept) => kept.name === name)) {
        throw new PaddockError({
          code: 'name-taken',
          message: `There is a server called “${name}” already.`,
          next: 'Choose another name.',
          field: 'name',
        });
      }
      const { address, ...found } = await this.look(invitation);
      if (found.fingerprint !== fingerprint) throw otherServer(found.fingerprint);
      const kept = KeptSchema.parse({ name, address, fingerprint });
      await this.#introduce(addressIn(address), fingerprint, invitation.token);
      await this.#keep([...this.#kept, kept]);
      await (await this.#connect(kept)).probe().catch(() => undefined); // the list tells what is the matter
    });
  }

  /** Has the server trust this computer's certificate; one that does already is not asked again. */
  async #introduce(address: Address, fingerprint: string, token: string): Promise<void> {
    const client = new IncusClient(httpsEndpoint(address, await this.#own(), fingerprint));
    try {
      const call = { method: 'GET', path: '/1.0', doing: 'ask whether it trusts this computer' } as const;
      if ((await client.ask(call, ServerSchema)).auth === 'trusted') return;
      await client.run({
        method: 'POST',
        path: '/1.0/certificates',
        body: { type: 'client', trust_token: token.trim() },
        doing: 'have this computer trusted',
      });
    } finally {
      client.close();
    }
  }

  remove(name: string): Promise<void> {
    return this.#change(async () => {
      await this.#keep(this.#kept.filter((kept) => kept.name !== name));
      this.#servers.delete(name);
      this.options.onRemoved(name);
    });
  }

  async evacuate(name: string, member: string, isAway: boolean): Promise<void> {
    await this.load();
    const server = name === LOCAL ? this.options.local : this.#servers.get(name);
    if (!server) throw unreachable('It was removed.');
    await server.client.run({
      method: 'POST',
      path: `/1.0/cluster/members/${encodeURIComponent(member)}/state`,
      body: { action: isAway ? 'evacuate' : 'restore' },
      doing: isAway ? `move all machines of ${member} elsewhere` : `bring ${member} back`,
    });
  }

  async #keep(kept: readonly Kept[]): Promise<void> {
    await writeDurably(this.#path, `${JSON.stringify({ format: 1, remotes: kept }, null, 2)}\n`);
    this.#kept = kept;
  }

  /** One change after the other. */
  #change<T>(work: () => Promise<T>): Promise<T> {
    const change = this.#changing.then(() => this.load()).then(work);
    this.#changing = change.catch(() => undefined);
    return change;
  }
}

function unreadable(folder: string, cause: unknown): PaddockError {
  return new PaddockError(
    {
      code: 'file-unreadable',
      message: 'The list of Incus servers elsewhere can’t be read.',
      cause: cause instanceof Error ? cause.message : String(cause),
      next: 'Mend or move the files in this folder; nothing of them was changed.',
      remedy: { kind: 'reveal-file', path: folder },
    },
    { cause },
  );
}

function addressIn(text: string): Address {
  const address = parseAddress(text);
  if (address) return address;
  throw new PaddockError({
    code: 'argument-invalid',
    message: `“${text}” is no address.`,
    next: 'Fill in a host’s name or number, with a port where it is another than 8443.',
    field: 'address',
  });
}

/** Throws `argument-invalid`, with the field. */
function readToken(token: string): Token {
  try {
    return TokenSchema.parse(JSON.parse(Buffer.from(token.trim(), 'base64').toString('utf8')));
  } catch (error) {
    throw new PaddockError(
      {
        code: 'argument-invalid',
        message: 'This is no token of an Incus server.',
        next: 'Have one made there with “incus config trust add NAME”, and paste all of it.',
        field: 'token',
      },
      { cause: error },
    );
  }
}

const MEMBER_STATES: Readonly<Record<string, Member['state']>> = {
  online: 'online',
  evacuated: 'evacuated',
  offline: 'offline',
};

async function membersOf({ client }: Server): Promise<Member[]> {
  const found = await client.ask(
    { method: 'GET', path: '/1.0/cluster/members?recursion=1', doing: 'list its members' },
    z.array(ClusterMemberSchema),
  );
  return Promise.all(
    found.map(async ({ server_name: name, status, message, roles }) => {
      const state = MEMBER_STATES[status.toLowerCase()] ?? 'unknown';
      const call = {
        method: 'GET',
        path: `/1.0/cluster/members/${encodeURIComponent(name)}/state`,
        doing: 'ask how a member is',
      } as const;
      // Of one that is off nothing can be known.
      const how = state === 'offline' ? null : await client.ask(call, MemberStateSchema).catch(() => null);
      return {
        name,
        message,
        state,
        roles: roles ?? [],
        load: how?.sysinfo.load_averages?.[0] ?? null,
        memory: how && {
          used: how.sysinfo.total_ram - how.sysinfo.free_ram - how.sysinfo.buffered_ram,
          total: how.sysinfo.total_ram,
        },
      };
    }),
  );
}
