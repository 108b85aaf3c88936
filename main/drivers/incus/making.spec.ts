import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definitionNamed } from '../../domains/testing';
import type { Definition } from '../../domains/definition';
import { IncusConfigSchema, type IncusConfig } from './config';
import { Instances } from './instances';
import { Making } from './making';

/** The identity of the instance “web” that the server has now, and what it was asked to delete. */
let uuid: string;
let deleted: string[];
let folder: string;
let server: Server;
let instances: Instances;
let making: Making;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pdk-'));
  deleted = [];
  server = createServer(({ method, url = '' }, response) => {
    if (method === 'DELETE') deleted.push(url);
    const config = { 'volatile.uuid': uuid };
    const metadata = { name: 'web', type: 'container', status: 'Stopped', status_code: 102, config };
    response.end(JSON.stringify({ type: 'sync', metadata }));
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
  instances = new Instances({ socket: join(folder, 'socket'), folder: join(folder, 'incus') });
  making = new Making(instances);
});
afterEach(() => {
  instances.close();
  server.close();
  server.closeAllConnections?.();
  rmSync(folder, { recursive: true });
});

function binned(mark: string | null): Definition<IncusConfig> {
  const config = IncusConfigSchema.parse({ instance: 'web', type: 'container', mark });
  return { ...definitionNamed('web'), config };
}

describe('A machine in the bin', () => {
  it('is deleted for good with its instance', async () => {
    uuid = 'first';
    expect(await making.belongings(binned('first').config)).toHaveLength(1);
    await making.purge(binned('first'));
    expect(deleted).toEqual(['/1.0/instances/web?project=default']);
  });

  it('takes no instance along that another tool has made since under the same name', async () => {
    uuid = 'second';
    expect(await making.belongings(binned('first').config)).toEqual([]);
    await making.purge(binned('first'));
    expect(deleted).toEqual([]);
  });

  it('of which that is not known, from an older Paddock, is deleted by its name', async () => {
    uuid = 'first';
    await making.purge(binned(null));
    expect(deleted).toHaveLength(1);
  });
});
