import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import WebSocket from 'ws';
import type { Credentials } from './credentials';
import { otherServer, unreachable } from './errors';

export const STANDARD_PORT = 8443;
const CONNECT_LIMIT_MS = 10_000;
const CONNECTIONS_MAX = 8;

/** Where a server answers: what opens connections to it. */
export interface Endpoint {
  request(options: RequestOptions): ClientRequest;
  /** Opens a websocket; it is not connected yet. */
  websocket(path: string): WebSocket;
  close(): void;
}

/** A server of this computer, by its socket. */
export function socketEndpoint(socketPath: string): Endpoint {
  const agent = new HttpAgent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
  return {
    request: (options) => httpRequest({ ...options, socketPath, agent }),
    websocket: (path) => new WebSocket(`ws+unix://${socketPath}:${path}`, { perMessageDeflate: false }),
    close: () => agent.destroy(),
  };
}

/** Whose certificate has this fingerprint, and no other server: nothing is sent before that is known. */
class PinnedAgent extends HttpsAgent {
  constructor(
    private readonly address: Address,
    private readonly credentials: Credentials,
    private readonly fingerprint: string,
  ) {
    super({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
  }

  // A door of Node's that its types leave out: the connection is handed over once it has been looked at.
  createConnection(_options: unknown, done: (error: Error | null, socket?: TLSSocket) => void): undefined {
    handshake(this.address, this.credentials).then(
      ({ socket, fingerprint }) => {
        if (fingerprint === this.fingerprint) return done(null, socket);
        socket.destroy();
        done(otherServer(fingerprint));
      },
      (error: Error) => done(error),
    );
    return undefined;
  }
}

/** A server elsewhere. */
export function httpsEndpoint(address: Address, credentials: Credentials, fingerprint: string): Endpoint {
  const agent = new PinnedAgent(address, credentials, fingerprint);
  const { host, port } = address;
  return {
    request: (options) => httpsRequest({ ...options, host, port, agent }),
    websocket: (path) =>
      new WebSocket(`wss://${urlHost(host)}:${port}${path}`, { agent, perMessageDeflate: false }),
    close: () => agent.destroy(),
  };
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads `host`, `host:port`, `[::1]:port` or the URL of one; null where it is none of them. */
export function parseAddress(text: string): Address | null {
  const bare = text
    .trim()
    .replace(/^https:\/\//i, '')
    .replace(/\/+$/, '');
  const isBareV6 = /^[0-9a-f:]+$/i.test(bare) && bare.split(':').length > 2;
  try {
    const url = new URL(`https://${isBareV6 ? `[${bare}]` : bare}`);
    if (url.pathname !== '/' || url.search || url.username || url.hostname === '') return null;
    const isNamed = /:443$/.test(bare);
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port ? Number(url.port) : isNamed ? 443 : STANDARD_PORT,
    };
  } catch {
    return null;
  }
}

export function writeAddress({ host, port }: Address): string {
  return `${urlHost(host)}:${port}`;
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Connects, and tells whose certificate answers; its owner is for the caller to judge. Throws `connection-lost`. */
export function handshake(
  { host, port }: Address,
  credentials: Credentials | null,
): Promise<{ readonly socket: TLSSocket; readonly fingerprint: string }> {
  return new Promise((resolve, reject) => {
    // Servers sign their own certificates: they are known by the fingerprint, not by who signed.
    const socket = connect({ host, port, rejectUnauthorized: false, ...credentials, minVersion: 'TLSv1.2' });
    const fail = (why: string): void => {
      socket.destroy();
      reject(unreachable(why));
    };
    socket.setTimeout(CONNECT_LIMIT_MS, () => fail(`${host} does not answer at port ${port}.`));
    socket.once('error', (error) => fail(error.message));
    socket.once('secureConnect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('error');
      const fingerprint = socket.getPeerCertificate().fingerprint256.replace(/:/g, '').toLowerCase();
      resolve({ socket, fingerprint });
    });
  });
}
