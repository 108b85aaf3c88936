import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { QmpClient } from './qmp';

const GREETING = '{"QMP":{"version":{"qemu":{"major":7,"minor":2,"micro":0}},"capabilities":[]}}\n';
const UuidSchema = z.object({ UUID: z.string() });

let folder: string;
let server: Server;
let clients: QmpClient[];
let log: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pdk-qmp-'));
  clients = [];
  log = [];
});
afterEach(() => {
  for (const client of clients) client.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Listens as QEMU does; `joined` hears of each connection. */
async function listen(joined: (socket: Socket) => void): Promise<string> {
  const path = join(folder, 'qmp.sock');
  server = createServer(joined);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return path;
}

async function connected(path: string): Promise<QmpClient> {
  const client = await QmpClient.connect(path, { onEvent: () => undefined, log: (said) => log.push(said) });
  clients.push(client);
  return client;
}

it('asks to be let in, and what it is to ask at once, in one piece and without waiting for the greeting', async () => {
  const pieces: string[] = [];
  const path = await listen((socket) => {
    socket.on('data', (bytes) => {
      pieces.push(bytes.toString());
      socket.write(GREETING);
      socket.write('{"return":{},"id":1}\n{"return":{"UUID":"a"},"id":2}\n');
    });
  });
  const client = await connected(path);
  const asked = client.execute('query-uuid', UuidSchema);
  await client.ready;
  expect(await asked).toEqual({ UUID: 'a' });
  expect(pieces).toEqual(['{"execute":"qmp_capabilities","id":1}\n{"execute":"query-uuid","id":2}\n']);
});

it('is not ready where QEMU has not greeted, and becomes so when it does', async () => {
  let greet!: () => void;
  const path = await listen((socket) => {
    greet = () => socket.write(`${GREETING}{"return":{},"id":1}\n`);
  });
  const client = await connected(path);
  expect(await client.greetedWithin(50)).toBe(false);
  greet();
  await client.ready;
  expect(client.isOpen).toBe(true);
});

it('leaves out what is no message, and says so', async () => {
  const path = await listen((socket) => {
    socket.write(`${GREETING}nonsense\n{"return":{}}\n{"event":7}\n{"return":{},"id":1}\n`);
  });
  await (
    await connected(path)
  ).ready;
  expect(log).toEqual([
    'QMP: a line that is no message: nonsense',
    'QMP: a line that is no message: {"return":{}}',
    'QMP: a line that is no message: {"event":7}',
  ]);
});

it('hands on the words of a refusal to whoever asked', async () => {
  const path = await listen((socket) => {
    socket.on('data', () => {
      socket.write(`${GREETING}{"return":{},"id":1}\n`);
      socket.write('{"error":{"class":"GenericError","desc":"no such thing"},"id":2}\n');
    });
  });
  const client = await connected(path);
  await expect(client.run('eject')).rejects.toMatchObject({ command: 'eject', description: 'no such thing' });
});
