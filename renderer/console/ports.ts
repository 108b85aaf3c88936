import type { DomainId, PortMessage } from '../../preload/contract';
import { call } from '../bridge';

const waiting = new Map<string, (port: MessagePort) => void>();
const arrived = new Map<string, MessagePort>();

/** Takes the ports that preload hands into the window. Called once, before any is asked for. */
export function followPorts(): void {
  window.addEventListener('message', (event) => {
    if (event.source !== window || event.origin !== window.location.origin) return;
    const token = (event.data as Partial<PortMessage> | null)?.paddockPort;
    const [port] = event.ports;
    if (typeof token !== 'string' || !port) return;
    const take = waiting.get(token);
    waiting.delete(token);
    // The port may be here before the answer that names it.
    if (take) take(port);
    else arrived.set(token, port);
  });
}

/** Opens a machine's console. Throws `Refused`. */
export async function openPort(id: DomainId, console: string): Promise<MessagePort> {
  const { token } = await call('console.open', { id, console });
  const port = arrived.get(token);
  arrived.delete(token);
  return port ?? new Promise((resolve) => waiting.set(token, resolve));
}
