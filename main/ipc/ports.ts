import { randomUUID } from 'node:crypto';
import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import type { ConsolePort } from '../consoles/port';

export const PORT_CHANNEL = 'paddock:port';

/**
 * Opens a stream to a window: `attach` gets main's end, the window's end travels with the token that is the answer. The
 * two may reach the window in either order.
 */
export function openPort(to: WebContents, attach: (port: ConsolePort) => void): { readonly token: string } {
  const { port1, port2 } = new MessageChannelMain();
  const token = randomUUID();
  attach(bare(port1));
  to.postMessage(PORT_CHANNEL, token, [port2]);
  return { token };
}

/** Electron wraps each message in an event; consoles take it bare. */
function bare(port: MessagePortMain): ConsolePort {
  return {
    postMessage: (message) => port.postMessage(message),
    on: (event: 'message' | 'close', listener: (message: unknown) => void) =>
      event === 'message'
        ? port.on('message', ({ data }) => listener(data))
        : port.on('close', () => listener(undefined)),
    start: () => port.start(),
    close: () => port.close(),
  };
}
