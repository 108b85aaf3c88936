import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import type { IncusClient } from './client';
import { Events, instanceIn } from './events';

const line = (source: string): string =>
  JSON.stringify({ type: 'lifecycle', project: 'shop', metadata: { action: 'instance-started', source } });

it('A line of the stream of events tells which instance it is about', () => {
  expect(instanceIn(line('/1.0/instances/web'))).toEqual({ project: 'shop', instance: 'web' });
  expect(instanceIn(line('/1.0/instances/web/snapshots/one?project=lab'))).toEqual({
    project: 'lab',
    instance: 'web',
  });
});

it.each(['no JSON', '{}', line('/1.0/networks/br0'), line('http://['), line('/1.0/instances/%')])(
  'A line such as %s is about none, and hurts nobody',
  (text) => expect(instanceIn(text)).toBeUndefined(),
);

describe('The stream of a server', () => {
  let server: WebSocketServer;
  let events: Events;
  afterEach(() => {
    events.close();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });

  /** Follows a server that answers pings or says nothing at all; tells what is heard of the connection. */
  function follow(autoPong: boolean): { readonly onConnected: () => void; readonly onLost: () => void } {
    server = new WebSocketServer({ port: 0, autoPong });
    const { port } = server.address() as AddressInfo;
    const client = {
      websocket: async (path: string) => new WebSocket(`ws://127.0.0.1:${port}${path}`),
    };
    const heard = { onConnected: vi.fn(), onLost: vi.fn() };
    events = new Events({
      client: client as unknown as IncusClient,
      onChange: () => undefined,
      ...heard,
      pulseMs: 50,
    });
    events.start();
    return heard;
  }

  it('is said to be lost when the other end is gone without a word, and tried again', async () => {
    const { onConnected, onLost } = follow(false);
    await vi.waitFor(() => expect(onLost).toHaveBeenCalledWith('It does not answer.'));
    await vi.waitFor(() => expect(onConnected).toHaveBeenCalledTimes(2));
  });

  it('stays as long as the server answers, however little happens there', async () => {
    const { onConnected, onLost } = follow(true);
    await vi.waitFor(() => expect(onConnected).toHaveBeenCalled());
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(onLost).not.toHaveBeenCalled();
    expect(server.clients.size).toBe(1);
  });
});
