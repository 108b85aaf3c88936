/** What opens connections to servers. Read when one is spoken to (`endpoint.ts`): it stands on a good part of Node. */
import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import WebSocket from 'ws';
import { urlHost, type Address } from './address';
import type { Credentials } from './credentials';
import { otherServer, unreachable } from './errors';

const CONNECT_LIMIT_MS = 10_000;
const CONNECTIONS_MAX = 8;

export interface Connections {
  request(options: RequestOptions): ClientRequest;
  /** Opens a websocket; it is not connected yet. */
  websocket(path: string): WebSocket;
  close(): void;
}

/** To a server of this computer, by its socket. */
export function socketConnections(socketPath: string): Connections {
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

/** To a server elsewhere. */
export function httpsConnections(
  address: Address,
  credentials: Credentials,
  fingerprint: string,
): Connections {
  const agent = new PinnedAgent(address, credentials, fingerprint);
  const { host, port } = address;
  return {
    request: (options) => httpsRequest({ ...options, host, port, agent }),
    websocket: (path) =>
      new WebSocket(`wss://${urlHost(host)}:${port}${path}`, { agent, perMessageDeflate: false }),
    close: () => agent.destroy(),
  };
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
