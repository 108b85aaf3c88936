import { PassThrough, Writable } from 'node:stream';
import type WebSocket from 'ws';
import type { TextConsole } from '../driver';
import { SocketsSchema, type Operation } from './answers';
import type { IncusClient } from './client';
import { unreachable } from './errors';

/**
 * The terminal of an operation (a shell, a console): its websocket 0 carries bytes both ways, `control` its size. The
 * control is opened first, or the other one waits for it. It ends with the operation.
 */
export async function terminalOf(
  client: IncusClient,
  operation: Operation,
  history: Uint8Array,
): Promise<TextConsole> {
  const { fds } = SocketsSchema.parse(operation.metadata);
  const connect = (name: string): Promise<WebSocket> =>
    client.websocket(`/1.0/operations/${operation.id}/websocket?secret=${fds[name] ?? ''}`);
  const control = await connect('control');
  await opened(control);
  const data = await connect('0');
  const output = new PassThrough();
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    output.end();
    control.close();
    data.close();
  };
  data.on('message', (chunk: Buffer, isBinary: boolean) => {
    if (!isBinary) return end(); // an empty text is the end of the file
    if (output.write(chunk)) return;
    data.pause();
    output.once('drain', () => data.resume());
  });
  for (const socket of [control, data]) {
    socket.on('close', end);
    socket.on('error', end);
  }
  // Only now: what is shown first may come with the answer itself.
  await opened(data);
  const input = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      if (isOver) return done();
      data.send(chunk, { binary: true }, () => done()); // a long text waits for its turn
    },
  });
  return {
    history,
    output,
    input,
    resize: (columns, rows) => {
      const args = { width: String(columns), height: String(rows) };
      if (!isOver) control.send(JSON.stringify({ command: 'window-resize', args }));
    },
    close: end,
  };
}

/** Throws `connection-lost`. */
function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', (error) => reject(unreachable(error.message)));
  });
}
