import { z } from 'zod';
import {
  EditableInstanceSchema,
  NetworkSchema,
  ProfileSchema,
  StoragePoolSchema,
  StorageVolumeSchema,
} from './answers';
import { LOCAL, type IncusConfig, type IncusHardwareChoices } from './config';
import { readDevice } from './devices';
import { callTo, type Server } from './server';

/** What the server of an instance has that can be given to it. Throws `connection-lost`, `file-missing`. */
export async function choicesFor(server: Server, config: IncusConfig): Promise<IncusHardwareChoices> {
  const [inherited, pools, networks] = await Promise.all([
    inheritedBy(server, config),
    poolsAt(server, config.project),
    list(server, 'networks', config.project, NetworkSchema),
  ]);
  return {
    type: config.type,
    isHere: config.remote === LOCAL,
    inherited,
    pools,
    networks: networks.flatMap(({ managed, name }) => (managed ? [name] : [])),
    interfaces: networks
      .filter(({ type }) => type !== 'loopback')
      .map(({ name, type }) => ({ name, isBridge: type === 'bridge' })),
  };
}

/** What its profiles give an instance: of one name the last profile's counts. */
async function inheritedBy(server: Server, config: IncusConfig): Promise<IncusHardwareChoices['inherited']> {
  const [{ profiles }, all] = await Promise.all([
    server.client.ask(callTo('GET', config, 'read the instance'), EditableInstanceSchema),
    list(server, 'profiles', config.project, ProfileSchema),
  ]);
  const given = (profiles ?? []).flatMap((name) => all.filter((one) => one.name === name));
  const last = new Map(
    given.flatMap(({ name: profile, devices }) =>
      Object.entries(devices ?? {}).map(
        ([name, raw]) => [name, { profile, device: readDevice(name, raw) }] as const,
      ),
    ),
  );
  return [...last.values()].filter(({ device }) => device.kind !== 'none');
}

async function poolsAt(server: Server, project: string): Promise<IncusHardwareChoices['pools']> {
  const pools = await list(server, 'storage-pools', project, StoragePoolSchema);
  return Promise.all(
    pools.map(async ({ name, driver }) => {
      const path = `storage-pools/${encodeURIComponent(name)}/volumes/custom`;
      const volumes = await list(server, path, project, StorageVolumeSchema);
      return { name, driver, volumes: volumes.map((one) => ({ name: one.name, content: contentOf(one) })) };
    }),
  );
}

function contentOf({ content_type }: z.infer<typeof StorageVolumeSchema>): 'filesystem' | 'block' | 'iso' {
  return content_type === 'block' || content_type === 'iso' ? content_type : 'filesystem';
}

function list<T>(server: Server, path: string, project: string, schema: z.ZodType<T>): Promise<T[]> {
  const query = new URLSearchParams({ project, recursion: '1' });
  return server.client.ask(
    { method: 'GET', path: `/1.0/${path}?${query.toString()}`, doing: `list ${path}` },
    z.array(schema),
  );
}
