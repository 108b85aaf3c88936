import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import { PaddockError, type Failure } from '../../main/domains/failure';
import type { IncusHardware, IncusHardwareChoices } from '../../main/drivers/incus/config';
import type { Device } from '../../main/drivers/incus/devices';
import { createIncusDriver } from '../../main/drivers/incus/driver';
import { Hypervisor } from '../../main/hypervisor/hypervisor';
import { IncusServer, whyNoIncus } from './server';

const absent = whyNoIncus();
const begin = absent === null ? describe : describe.skip;
const by = 'window' as const;
const MIB = 1024 ** 2;

begin(`Devices of an instance${absent === null ? '' : ` (${absent})`}`, () => {
  let server: IncusServer;
  let folder: string;
  let hypervisor: Hypervisor;
  let id: DomainId;
  let number = 0;
  let name: string;
  beforeAll(async () => {
    server = await IncusServer.start();
    folder = await mkdtemp(join(tmpdir(), 'pdk-'));
    await mkdir(join(folder, 'shared'));
    await writeFile(join(folder, 'shared', 'hello'), 'from outside');
    hypervisor = new Hypervisor({
      drivers: [createIncusDriver({ socket: server.socket, folder: join(folder, 'incus') })],
      definitions: join(folder, 'definitions'),
      log: () => undefined,
    });
    await (
      await hypervisor.open()
    ).attached;
    await hypervisor.probe('incus');
  }, 60_000);
  beforeEach(async () => {
    name = `web${number++}`;
    const request = { memory: null, cpus: null, source: { kind: 'image', image: 'tiny' } };
    id = await hypervisor.define('incus', name, request, by);
    await hypervisor.start(id, by);
  });
  afterAll(async () => {
    await hypervisor?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  const hardware = (): IncusHardware => hypervisor.facts.hardware(hypervisor.snapshot(id)) as IncusHardware;
  const choices = async (): Promise<IncusHardwareChoices> =>
    (await hypervisor.facts.hardwareChoices(id)) as IncusHardwareChoices;
  const set = (devices: readonly Device[]): Promise<void> =>
    hypervisor.redefine(id, { hardware: { ...hardware(), devices } }, by);
  const add = (...devices: Device[]): Promise<void> => set([...hardware().devices, ...devices]);
  const refusal = (work: Promise<void>): Promise<Failure | null> =>
    work.then(
      () => null,
      (error: unknown) => {
        if (!(error instanceof PaddockError)) throw error;
        return error.failure;
      },
    );
  const atServer = async (): Promise<Record<string, Record<string, string>>> =>
    (
      JSON.parse(await server.incus(['query', `/1.0/instances/${name}`])) as {
        devices: Awaited<ReturnType<typeof atServer>>;
      }
    ).devices;
  const inside = async (...command: string[]): Promise<string> =>
    (await server.incus(['exec', name, '--', ...command])).trim();
  const volumes = (): Promise<string> =>
    server.incus(['storage', 'volume', 'list', 'default', 'type=custom', '-f', 'csv', '-c', 'n']);

  async function eventually(holds: () => boolean, what: string): Promise<void> {
    for (const end = Date.now() + 20_000; !holds();) {
      if (Date.now() > end) throw new Error(`it never came to this: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  const share = (more: Partial<Extract<Device, { kind: 'share' }>> = {}): Device => ({
    kind: 'share',
    name: 'share0',
    source: join(folder, 'shared'),
    path: '/mnt/shared',
    readOnly: true,
    settings: [],
    ...more,
  });
  const volume = (more: Partial<Extract<Device, { kind: 'volume' }>> = {}): Device => ({
    kind: 'volume',
    name: 'disk0',
    pool: 'default',
    volume: 'data',
    path: '/mnt/data',
    readOnly: false,
    make: { bytes: 16 * MIB },
    settings: [],
    ...more,
  });
  const forward = (hostPort: number): Device => ({
    kind: 'forward',
    name: 'forward0',
    protocol: 'tcp',
    hostAddress: '127.0.0.1',
    hostPort,
    guestAddress: '127.0.0.1',
    guestPort: 80,
    settings: [],
  });

  it('are put into a running one and taken out of it: a shared folder, a volume made for it', async () => {
    await add(share(), volume());
    expect(await inside('cat', '/mnt/shared/hello')).toBe('from outside');
    expect(await inside('ls', '/mnt')).toContain('data');
    expect(await atServer()).toEqual({
      share0: { type: 'disk', source: join(folder, 'shared'), path: '/mnt/shared', readonly: 'true' },
      disk0: { type: 'disk', pool: 'default', source: 'data', path: '/mnt/data' },
    });
    expect((await choices()).pools).toEqual([
      { name: 'default', driver: 'dir', volumes: [{ name: 'data', content: 'filesystem' }] },
    ]);
    await set([]);
    expect(await atServer()).toEqual({});
    expect(await volumes()).toBe('data\n'); // it is kept, with what is in it
    await server.incus(['storage', 'volume', 'delete', 'default', 'data']);
  });

  it('that can’t be added leave no volume behind, and nothing of the change', async () => {
    const failure = await refusal(add(volume(), share({ source: join(folder, 'nowhere') })));
    expect(failure).toMatchObject({ code: 'file-missing', field: 'hardware.devices.1.source' });
    expect(await volumes()).toBe('');
    expect(await atServer()).toEqual({});
    expect(hardware().devices).toEqual([]);
  });

  it('say at which field a port is taken, or a pool is not there', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port));
    });
    expect(await refusal(add(share(), forward(port)))).toMatchObject({
      code: 'port-taken',
      field: 'hardware.devices.1.hostPort',
    });
    await new Promise((resolve) => taken.close(resolve));
    expect(await refusal(add(volume({ pool: 'nowhere' })))).toMatchObject({
      code: 'file-missing',
      field: 'hardware.devices.0.pool',
    });
    await add(forward(port));
    expect(await atServer()).toMatchObject({ forward0: { listen: `tcp:127.0.0.1:${port}` } });
  });

  it('that profiles give are told with the profile, overridden for one instance, and taken out', async () => {
    const shared = { type: 'disk', source: join(folder, 'shared'), path: '/mnt/profile' };
    await server.incus(['profile', 'create', 'files']);
    await server.incus([
      'profile',
      'device',
      'add',
      'files',
      'files',
      'disk',
      `source=${shared.source}`,
      `path=${shared.path}`,
    ]);
    await server.incus(['profile', 'add', name, 'files']);
    const { inherited } = await choices();
    expect(inherited.map(({ profile, device }) => `${profile} ${device.name} ${device.kind}`)).toEqual([
      'default root root',
      'files files share',
    ]);
    await add(share({ name: 'files', path: '/mnt/own' }));
    expect(await inside('ls', '/mnt')).toContain('own');
    await set([{ kind: 'none', name: 'files', settings: [] }]);
    expect(await atServer()).toEqual({ files: { type: 'none' } });
    expect(await inside('ls', '/mnt')).not.toContain('profile');
    await set([]);
    expect(await inside('cat', '/mnt/profile/hello')).toBe('from outside');
  });

  it('that the incus command changes are heard of, and stay where Paddock changes others', async () => {
    await server.incus([
      'config',
      'device',
      'add',
      name,
      'null',
      'unix-char',
      'source=/dev/null',
      'path=/dev/theirs',
    ]);
    await eventually(
      () => hardware().devices.some((device) => device.name === 'null'),
      'the device is heard of',
    );
    expect(hardware().devices).toEqual([
      {
        kind: 'other',
        name: 'null',
        type: 'unix-char',
        settings: [
          { key: 'path', value: '/dev/theirs' },
          { key: 'source', value: '/dev/null' },
        ],
      },
    ]);
    await add(share());
    await server.incus(['config', 'device', 'set', name, 'share0', 'required=false']);
    await eventually(
      () => hardware().devices.some(({ settings }) => settings.some(({ key }) => key === 'required')),
      'the setting is heard of',
    );
    expect(Object.keys(await atServer())).toEqual(['null', 'share0']);
  });

  it('of kinds without fields of their own are changed by their settings, in a running one', async () => {
    const device = (mode: string): Device => ({
      kind: 'other',
      name: 'null',
      type: 'unix-char',
      settings: [
        { key: 'source', value: '/dev/null' },
        { key: 'path', value: '/dev/ours' },
        { key: 'mode', value: mode },
      ],
    });
    await add(device('0600'));
    expect(await inside('ls', '-l', '/dev/ours')).toMatch(/^crw-------/);
    await set([device('0644')]);
    expect(await inside('ls', '-l', '/dev/ours')).toMatch(/^crw-r--r--/);
    expect(await atServer()).toMatchObject({ null: { type: 'unix-char', mode: '0644' } });
  });

  it('are an instance’s network cards as well, on a network of Incus’ own', async () => {
    await server.incus(['network', 'create', 'pdktest0', 'ipv4.address=none', 'ipv6.address=none']);
    try {
      expect((await choices()).networks).toEqual(['pdktest0']);
      const card = (network: string): Device => ({
        kind: 'card',
        name: 'eth0',
        to: { by: 'network', network },
        mac: '10:66:6A:01:02:03',
        inside: 'lan0',
        settings: [],
      });
      expect(await refusal(add(card('nowhere')))).toMatchObject({
        code: 'file-missing',
        field: 'hardware.devices.0.network',
      });
      await add(card('pdktest0'));
      expect(await inside('ls', '/sys/class/net')).toContain('lan0');
      await set([]);
      expect(await inside('ls', '/sys/class/net')).not.toContain('lan0');
    } finally {
      await server.clear();
      await server.incus(['network', 'delete', 'pdktest0']);
    }
  });
});
