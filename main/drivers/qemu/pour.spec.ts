import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pour } from './pour';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'paddock-pour-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The two ends of a connection; of the second nobody has read. */
async function ends(): Promise<readonly [Socket, Socket]> {
  const server = createServer({ pauseOnConnect: true });
  server.listen(join(folder, 'socket'));
  await once(server, 'listening');
  const [one, [other]] = await Promise.all([
    Promise.resolve(connect(join(folder, 'socket'))),
    once(server, 'connection') as Promise<[Socket]>,
  ]);
  server.close();
  return [one, other];
}

describe('pouring a machine’s memory', () => {
  const pieces = Array.from({ length: 300 }, (_, at) => Buffer.alloc(65_536, at % 251));

  it('puts all that a socket sends into a file, in its order', async () => {
    const [sender, receiver] = await ends();
    const file = await open(join(folder, 'file'), 'w', 0o600);
    const { done } = pour(receiver, file.fd);
    for (const piece of pieces) sender.write(piece);
    sender.end();
    await done;
    await file.close();
    expect((await readFile(join(folder, 'file'))).equals(Buffer.concat(pieces))).toBe(true);
  });

  it('tells that the drive is full, and hangs up on who sends', async () => {
    const [sender, receiver] = await ends();
    sender.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => sender.resume().once('close', () => resolve()));
    const file = await open('/dev/full', 'w');
    const { done } = pour(receiver, file.fd);
    sender.write(Buffer.alloc(1024));
    await expect(done).rejects.toMatchObject({ code: 'disk-full' });
    await closed;
    await file.close();
  });

  it('is no failure where the receiver hangs up', async () => {
    const [receiver, sender] = await ends();
    const file = await open('/dev/zero', 'r');
    const { done } = pour(file.fd, sender);
    receiver.once('data', () => receiver.destroy());
    await expect(done).resolves.toBeUndefined();
    await file.close();
  });

  it('ends at once where it is told to', async () => {
    const [, receiver] = await ends();
    const file = await open(join(folder, 'file'), 'w', 0o600);
    const { done, stop } = pour(receiver, file.fd);
    stop();
    await expect(done).rejects.toMatchObject({ code: 'program-failed' });
    await file.close();
  });
});
