import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeSource, until } from '../consoles/testing';
import { Terminals } from '../consoles/terminals';
import { newDomainId } from '../domains/definition';
import { PaddockError } from '../domains/failure';
import type { Handlers } from '../ipc/answer';
import { FLOW, type ConsoleFromMain } from '../../preload/contract';
import { Client } from './client';
import { serveCommands, type CommandServer } from './server';

const VERSION = '1.2.3';
const MACHINE = newDomainId();
let folder: string;
let path: string;
let server: CommandServer;
let source: FakeSource;
const log = vi.fn();
const leave = vi.fn();

const serve = async (handlers: Partial<Handlers<unknown>> = {}): Promise<void> => {
  source = new FakeSource('before ');
  server = await serveCommands({
    socket: path,
    greeting: { paddock: VERSION, host: 'command line' },
    handlers,
    terminals: new Terminals(() => Promise.resolve(source)),
    leave,
    log,
  });
};
const connect = async (): Promise<Client> => {
  const client = await Client.connect(path, VERSION);
  if (!client) throw new Error('nobody answers');
  return client;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pdk-'));
  path = join(folder, 'run', 'command-line.sock');
});
afterEach(async () => {
  await server?.close(0);
  await rm(folder, { recursive: true, force: true });
});

describe('the socket of commands', () => {
  it('is the user’s alone, and takes the place of what one that was killed has left', async () => {
    await serve();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'run'))).mode & 0o777).toBe(0o700);
    await server.close(10_000);
    await expect(stat(path)).rejects.toThrow(/ENOENT/);
    await writeFile(path, '');
    await serve();
    expect((await connect()).host).toBe('command line');
  });

  it('answers calls as the window’s are answered: checked, and failures as data', async () => {
    const start = vi.fn();
    await serve({
      'machine.start': start,
      'machine.save': () => {
        throw new PaddockError({ code: 'wrong-state', message: 'It is off.', next: 'Start it.' });
      },
      'machines.freeName': ({ name }) => `${name} 2`,
    });
    const client = await connect();
    expect(await client.call('machines.freeName', { driver: 'qemu', name: 'web' })).toBe('web 2');
    await client.call('machine.start', { id: MACHINE });
    expect(start).toHaveBeenCalledWith({ id: MACHINE, how: 'normal' }, null);
    await expect(client.call('machine.save', { id: MACHINE })).rejects.toMatchObject({
      failure: { code: 'wrong-state', message: 'It is off.', next: 'Start it.' },
    });
    await expect(client.call('machine.start', { id: 'web' as never })).rejects.toMatchObject({
      failure: { code: 'argument-invalid', field: 'id' },
    });
    await expect(client.call('app.quit', {})).rejects.toMatchObject({
      failure: { code: 'argument-invalid' },
    });
    expect(start).toHaveBeenCalledTimes(1);
  });

  it('cuts off whoever says what no command says', async () => {
    await serve();
    for (const words of ['GET / HTTP/1.1\n', '{"id":1}\n', '[]\n', '{"leave":false}\n']) {
      const socket = createConnection(path);
      const closed = new Promise((resolve) => socket.on('close', resolve));
      socket.resume().write(words);
      await closed;
    }
    expect(leave).not.toHaveBeenCalled();
  });

  it('answers what was begun before it closes, and takes nothing new', async () => {
    let finish: (name: string) => void = () => undefined;
    await serve({ 'machines.freeName': () => new Promise((resolve) => (finish = resolve)) });
    const client = await connect();
    const answer = client.call('machines.freeName', { driver: 'qemu', name: 'web' });
    await until(() => finish.length === 1, 'the call was begun');
    const closing = server.close(10_000);
    expect(await Client.connect(path, VERSION)).toBeNull();
    finish('late');
    expect(await answer).toBe('late');
    await closing;
    await expect(client.call('bin.list', {})).rejects.toMatchObject({ failure: { code: 'connection-lost' } });
  });

  it('waits no longer than it is told to for what was begun', async () => {
    await serve({ 'machines.freeName': () => new Promise(() => undefined) });
    const client = await connect();
    const failed = expect(
      client.call('machines.freeName', { driver: 'qemu', name: 'web' }),
    ).rejects.toMatchObject({ failure: { code: 'connection-lost' } });
    await server.close(10);
    await failed;
  });

  it('lets go of the machines when another process wants them, and hands over what that one is to know', async () => {
    await serve();
    leave.mockImplementationOnce(() => {
      void server.close(10_000);
      return { bookmark: 'here' };
    });
    const leaving = (await connect()).askToLeave();
    expect(await leaving.handed).toEqual({ bookmark: 'here' });
    await leaving.gone;
  });

  it('keeps the machines where it is not the time to let go of them', async () => {
    await serve();
    leave.mockImplementationOnce(() => undefined);
    const client = await connect();
    expect(await client.askToLeave().handed).toBeUndefined();
    client.close();
    expect(await Client.connect(path, VERSION)).not.toBeNull();
  });

  it('is busy while a call that was begun is not answered', async () => {
    let finish: (name: string) => void = () => undefined;
    await serve({ 'machines.freeName': () => new Promise((resolve) => (finish = resolve)) });
    const answer = (await connect()).call('machines.freeName', { driver: 'qemu', name: 'web' });
    await until(() => finish.length === 1, 'the call was begun');
    expect(server.isBusy).toBe(true);
    finish('web-2');
    await answer;
    expect(server.isBusy).toBe(false);
  });
});

describe('a command', () => {
  it('finds nobody where there is no socket, or one that nobody listens at', async () => {
    expect(await Client.connect(path, VERSION)).toBeNull();
    await serve();
    await server.close(10_000);
    await symlink('/nowhere', path);
    expect(await Client.connect(path, VERSION)).toBeNull();
  });

  it('speaks to no Paddock of another version', async () => {
    await serve();
    await expect(Client.connect(path, '9.9.9')).rejects.toMatchObject({
      failure: { code: 'unsupported', message: expect.stringContaining(VERSION) },
    });
  });

  it('shows a console with its history, types into it, and hears of its end', async () => {
    await serve();
    const heard: (ConsoleFromMain | null)[] = [];
    const text = (): string =>
      Buffer.concat(heard.flatMap((one) => (one && one.type !== 'end' ? [one.bytes] : []))).toString();
    const link = (await connect()).openConsole(MACHINE, 'serial0', (message) => heard.push(message));
    await until(() => text() === 'before ', 'its history came');
    link.send({ type: 'resize', columns: 100, rows: 30 });
    link.send({ type: 'data', bytes: new TextEncoder().encode('ls\r\u00e9') });
    await until(() => source.heard.join('') === 'ls\r\u00e9', 'it was typed');
    expect(source.sizes).toEqual(['100x30']);
    await source.say('after');
    await until(() => text() === 'before after', 'more came');
    source.output.end();
    await until(() => heard.at(-1)?.type === 'end', 'it ended');
    expect(heard).not.toContain(null);
  });

  it('that reads slowly is not sent more than it acknowledges', async () => {
    await serve();
    let bytes = 0;
    const link = (await connect()).openConsole(MACHINE, 'serial0', (message) => {
      if (message && message.type !== 'end') bytes += message.bytes.length;
    });
    await until(() => bytes > 0, 'its history came');
    for (let at = 0; at < 20; at++) await source.say('x'.repeat(50_000));
    await until(() => bytes >= FLOW.high, 'it was sent what it may be sent');
    const held = bytes;
    await source.say('y');
    expect(bytes).toBe(held);
    link.send({ type: 'ack', bytes: held });
    await until(() => bytes > held, 'more came');
  });

  it('hears where the connection to a console is lost', async () => {
    await serve();
    const heard: (ConsoleFromMain | null)[] = [];
    (await connect()).openConsole(MACHINE, 'serial0', (message) => heard.push(message));
    await until(() => heard.length === 1, 'its history came');
    await server.close(10_000);
    await until(() => heard.at(-1) === null, 'it is lost');
  });
});
