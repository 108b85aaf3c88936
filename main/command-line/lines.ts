import type { Socket } from 'node:net';

/** More than any call takes; a list of ten thousand machines has some 10 MB. */
const LINE_MAX = 256 * 1024 * 1024;

/** Hands on each line of JSON that comes; who sends anything else, or a line without end, is cut off. */
export function onLines(socket: Socket, receive: (line: unknown) => void, most = LINE_MAX): void {
  let begun: Buffer[] = [];
  let length = 0;
  socket.on('data', (bytes: Buffer) => {
    let from = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      begun.push(bytes.subarray(from, at));
      const text = Buffer.concat(begun).toString();
      begun = [];
      length = 0;
      from = at + 1;
      const line = parse(text);
      if (line === undefined) {
        socket.destroy();
        return;
      }
      receive(line);
      if (socket.destroyed) return;
    }
    if (from === bytes.length) return;
    begun.push(bytes.subarray(from));
    length += bytes.length - from;
    if (length > most) socket.destroy();
  });
}

/** Writes one line of JSON; nothing where the other side is gone. */
export function sendLine(socket: Socket, line: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(line)}\n`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
