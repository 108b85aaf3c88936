import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newDomainId, type Definition } from '../../domains/definition';
import type { IncusConfig } from './config';
import { Instances, type Machine } from './instances';
import { callTo } from './server';

const configOf = (instance: string): IncusConfig => ({
  remote: 'local',
  project: 'default',
  instance,
  type: 'container',
  memory: null,
  cpus: null,
  devices: {},
  mark: null,
});

/** A server that answers with the instances of when it was asked, but only once it may. */
class SlowServer {
  readonly names = new Set<string>();
  asked = 0;
  answered = 0;
  #mayAnswer: Promise<void> = Promise.resolve();
  #server: Server;

  constructor(socket: string) {
    this.#server = createServer((request, response) => {
      const { method, url = '' } = request;
      const name = /^\/1\.0\/instances\/([^?/]+)/.exec(url)?.[1];
      const answer = (body: object): void =>
        void response.end(JSON.stringify({ type: 'sync', metadata: null, ...body }));
      if (method === 'POST') this.names.add('web');
      if (method === 'DELETE') this.names.delete(name ?? '');
      if (method !== 'GET' || !url.startsWith('/1.0/instances')) return answer({});
      if (name !== undefined && !this.names.has(name)) {
        return answer({ type: 'error', error_code: 404, error: 'Instance not found' });
      }
      const all = [...this.names].map(instanceOf);
      if (name !== undefined) return answer({ metadata: instanceOf(name) });
      this.asked++;
      void this.#mayAnswer.then(() => {
        answer({ metadata: all });
        this.answered++;
      });
    });
    this.#server.listen(socket);
  }

  /** Holds its answers back; answers with what lets them go. */
  hold(): () => void {
    let go = (): void => undefined;
    this.#mayAnswer = new Promise((resolve) => (go = resolve));
    return () => {
      this.#mayAnswer = Promise.resolve();
      go();
    };
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections?.();
  }
}

const called = (name: string): unknown => expect.objectContaining({ name });

/** A machine, locked, of which only what attaching needs is there. */
function machineOf(definition: Definition<IncusConfig>): Machine {
  return { id: definition.id, definition, setState: () => undefined, runtime: null } as unknown as Machine;
}

function instanceOf(name: string): object {
  const config = { 'volatile.uuid': `00000000-0000-4000-8000-${name.padEnd(12, '0')}` };
  return { name, type: 'container', status: 'Stopped', status_code: 102, config, devices: {} };
}

describe('Instances at a slow server', () => {
  let folder: string;
  let server: SlowServer;
  let instances: Instances;
  const id = newDomainId();
  const appeared = vi.fn<(definition: Definition<IncusConfig>) => void>();
  const vanished = vi.fn<(gone: string) => void>();

  beforeEach(() => {
    appeared.mockReset();
    vanished.mockReset();
    folder = mkdtempSync(join(tmpdir(), 'pdk-'));
    server = new SlowServer(join(folder, 'socket'));
    instances = new Instances({ socket: join(folder, 'socket'), folder: join(folder, 'incus') });
    instances.open({
      appeared,
      vanished,
      observed: () => undefined,
      neededBy: () => null,
      probeChanged: () => undefined,
      log: () => undefined,
    });
  });
  afterEach(() => {
    instances.close();
    server.close();
    rmSync(folder, { recursive: true });
  });

  const look = (): void => instances.servers.at('local').lookSoon();
  const define = (): Promise<unknown> =>
    instances.moving(id, configOf('web'), () =>
      instances.run(configOf('web'), callTo('POST', configOf('web'), 'make it')),
    );

  it('that were made while all were being asked for are not taken for gone, but once they are', async () => {
    const answer = server.hold();
    look();
    await vi.waitFor(() => expect(server.asked).toBe(1));
    await define();
    answer();
    await vi.waitFor(() => expect(server.answered).toBe(2));
    expect(vanished).not.toHaveBeenCalled();
    server.names.delete('web');
    look();
    await vi.waitFor(() => expect(vanished).toHaveBeenCalledWith(id));
  });

  it('that Paddock deleted while all were being asked for are not taken for new ones', async () => {
    await define();
    server.names.add('other');
    const answer = server.hold();
    look();
    await vi.waitFor(() => expect(server.asked).toBe(1));
    instances.forget(id);
    await instances.run(configOf('web'), callTo('DELETE', configOf('web'), 'delete it'));
    answer();
    await vi.waitFor(() => expect(appeared).toHaveBeenCalledWith(called('other')));
    expect(appeared).not.toHaveBeenCalledWith(called('web'));
  });

  it('are asked for again where something was heard while they were being asked for', async () => {
    const answer = server.hold();
    look();
    await vi.waitFor(() => expect(server.asked).toBe(1));
    server.names.add('other');
    look();
    await delay(100); // so that it is looked while the first answer is still awaited
    answer();
    await vi.waitFor(() => expect(appeared).toHaveBeenCalledWith(called('other')));
  });

  it('that another tool made while all were being asked for are not taken for gone', async () => {
    appeared.mockImplementation((definition) => void instances.attach(machineOf(definition)));
    const answer = server.hold();
    look();
    await vi.waitFor(() => expect(server.asked).toBe(1));
    server.names.add('other');
    instances.servers.at('local').lookSoon({ project: 'default', instance: 'other' });
    await vi.waitFor(() => expect(appeared).toHaveBeenCalled());
    answer();
    look();
    await vi.waitFor(() => expect(server.answered).toBe(2));
    expect(vanished).not.toHaveBeenCalled();
  });
});
