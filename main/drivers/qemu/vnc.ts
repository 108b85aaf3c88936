import { connect } from 'node:net';
import { PaddockError } from '../../domains/failure';
import type { DisplayConsole } from '../driver';

/** Opens the machine's screen: a connection of its own to QEMU's VNC socket. Throws `connection-lost`. */
export function openVnc(path: string): Promise<DisplayConsole> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve({ input: socket, output: socket, close: () => socket.destroy() }));
    socket.on('error', (error) =>
      reject(
        new PaddockError({
          code: 'connection-lost',
          message: 'The machine’s screen can’t be reached.',
          cause: error.message,
          next: 'Look at the machine’s state, then open the console again.',
          remedy: { kind: 'retry' },
          detail: { path },
        }),
      ),
    );
  });
}
