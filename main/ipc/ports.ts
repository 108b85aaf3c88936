import { randomUUID } from 'node:crypto';
import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';

export const PORT_CHANNEL = 'paddock:port';

/**
 * Opens a stream to a window: `attach` gets main's end, the window's end travels with the token that is the answer. The
 * two may reach the window in either order.
 */
export function openPort(
  to: WebContents,
  attach: (port: MessagePortMain) => void,
): { readonly token: string } {
  const { port1, port2 } = new MessageChannelMain();
  const token = randomUUID();
  attach(port1);
  to.postMessage(PORT_CHANNEL, token, [port2]);
  return { token };
}
