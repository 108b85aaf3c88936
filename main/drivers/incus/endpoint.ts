import type { TLSSocket } from 'node:tls';
import type { Address } from './address';
import type { Connections } from './connections';
import type { Credentials } from './credentials';

/** Where a server answers. */
export interface Endpoint {
  /** What opens connections to it: there at the first time that it is spoken to. */
  open(): Promise<Connections>;
  close(): void;
}

/** A server of this computer, by its socket. */
export function socketEndpoint(socketPath: string): Endpoint {
  return new LateEndpoint(async () => (await import('./connections')).socketConnections(socketPath));
}

/** A server elsewhere: whose certificate has this fingerprint, and no other. */
export function httpsEndpoint(address: Address, credentials: Credentials, fingerprint: string): Endpoint {
  return new LateEndpoint(async () =>
    (await import('./connections')).httpsConnections(address, credentials, fingerprint),
  );
}

/** Connects, and tells whose certificate answers; its owner is for the caller to judge. Throws `connection-lost`. */
export async function handshake(
  address: Address,
  credentials: Credentials | null,
): Promise<{ readonly socket: TLSSocket; readonly fingerprint: string }> {
  return (await import('./connections')).handshake(address, credentials);
}

/** Where there is no server, nobody waits at each start for what speaks to one. */
class LateEndpoint implements Endpoint {
  #opened: Promise<Connections> | null = null;

  constructor(private readonly begin: () => Promise<Connections>) {}

  open(): Promise<Connections> {
    this.#opened ??= this.begin();
    return this.#opened;
  }

  close(): void {
    void this.#opened?.then(
      (connections) => connections.close(),
      () => undefined, // nothing was opened
    );
  }
}
