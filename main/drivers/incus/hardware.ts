import { PaddockError } from '../../domains/failure';
import { EditableInstanceSchema, type EditableInstance, type Instance, type Operation } from './answers';
import type { Call } from './client';
import type { IncusConfig, IncusHardware } from './config';
import { deviceFailure } from './device-failure';
import { isSameAs, readDevices, sorted, writeDevices, type Device, type RawDevices } from './devices';
import { limitsOf, parseBytes, parseCpus } from './limits';
import { callTo, type Server } from './server';

/** How often a change is made anew because another program changed the instance meanwhile. */
const TRIES_MAX = 5;

type Volume = Extract<Device, { kind: 'volume' }>;
/** A volume that was made for a device: by where it is. */
interface MadeVolume {
  readonly pool: string;
  readonly volume: string;
}

/** The volumes that a change made, by the config that it led to, so that undoing just that change removes them. */
const made = new WeakMap<
  IncusConfig,
  { readonly from: IncusConfig; readonly volumes: readonly MadeVolume[] }
>();

/** What of an instance's configuration a machine's config says; nothing where its member of the cluster does not answer. */
export function changeableIn({
  config,
  devices,
}: Instance): Partial<Pick<IncusConfig, 'memory' | 'cpus' | 'devices'>> {
  if (!config) return {};
  return {
    memory: parseBytes(config['limits.memory']),
    cpus: parseCpus(config['limits.cpu']),
    ...(devices && { devices: sorted(devices) }),
  };
}

export function hardwareOf({ memory, cpus, devices }: IncusConfig): IncusHardware {
  return { memory, cpus, devices: readDevices(devices) };
}

/** Throws `argument-invalid` with the field at fault. */
export function planChange(config: IncusConfig, { memory, cpus, devices }: IncusHardware): IncusConfig {
  for (const [index, { name, settings }] of devices.entries()) {
    if (devices.findIndex((one) => one.name === name) < index) {
      throw twice(`hardware.devices.${index}.name`, 'Two devices can’t have one name.', name);
    }
    const keys = settings.map(({ key }) => key);
    const again = keys.find((key, at) => key === 'type' || keys.indexOf(key) < at);
    if (again !== undefined) {
      throw twice(`hardware.devices.${index}.settings`, 'A setting can’t stand there twice.', again);
    }
  }
  return { ...config, memory, cpus, devices: writeDevices(config.devices, devices) };
}

function twice(field: string, message: string, cause: string): PaddockError {
  return new PaddockError({
    code: 'argument-invalid',
    message,
    cause: `“${cause}” is there already.`,
    next: 'Choose another name.',
    field,
  });
}

/** Runs an operation at the server. Throws what its refusal means, or `connection-lost`. */
export type Run = (call: Call) => Promise<Operation>;

/**
 * Makes of an instance what differs between two configs, and leaves what another program set besides. Makes the volumes that
 * the form asks for, which are removed again where the rest fails, or when it is called to undo that (`hardware` is null).
 * Throws `port-taken`, `file-missing`, `file-in-use`, `disk-full` ... at the field at fault.
 */
export async function applyChange(
  server: Server,
  run: Run,
  from: IncusConfig,
  to: IncusConfig,
  hardware: IncusHardware | null,
): Promise<void> {
  const devices = hardware?.devices ?? [];
  const volumes: MadeVolume[] = [];
  try {
    for (const device of devices) {
      if (device.kind !== 'volume' || device.make === null) continue;
      await run(makingOf(device, to)).catch((error: unknown) => {
        throw deviceFailure(error, devices, device);
      });
      volumes.push(device);
    }
    await replace(server, run, from, to).catch((error: unknown) => {
      throw deviceFailure(error, devices);
    });
  } catch (error) {
    await removeVolumes(run, to, volumes);
    throw error;
  }
  if (volumes.length > 0) made.set(to, { from, volumes });
  const undone = hardware === null ? made.get(from) : undefined;
  if (undone?.from === to) await removeVolumes(run, to, undone.volumes);
}

async function replace(server: Server, run: Run, from: IncusConfig, to: IncusConfig): Promise<void> {
  for (let tries = 1; ; tries++) {
    const read = callTo('GET', to, 'read the instance');
    const { value: now, tag } = await server.client.askTagged(read, EditableInstanceSchema);
    const body = changed(now, from, to);
    if (isSameAs(body, now)) return;
    try {
      const call = callTo('PUT', to, 'change the instance', { body });
      await run({ ...call, ...(tag !== null && { ifMatch: tag }) });
      return;
    } catch (error) {
      if (!(error instanceof PaddockError) || error.code !== 'busy' || tries >= TRIES_MAX) throw error;
    }
  }
}

/** An instance as it is now, with what differs between two configs as it is in the second. */
export function changed(now: EditableInstance, from: IncusConfig, to: IncusConfig): EditableInstance {
  const [before, after] = [limitsOf(from), limitsOf(to)];
  const config = { ...now.config };
  for (const key of ['limits.memory', 'limits.cpu'] as const) {
    if (before[key] === after[key]) continue;
    if (after[key] === '') delete config[key];
    else config[key] = after[key];
  }
  return { ...now, config, devices: changedDevices(now.devices, from.devices, to.devices) };
}

function changedDevices(now: RawDevices, from: RawDevices, to: RawDevices): RawDevices {
  const devices = new Map(Object.entries(now));
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [before, after] = [from[name], to[name]];
    if (isSameAs(before, after)) continue;
    if (after) devices.set(name, after);
    else devices.delete(name);
  }
  return Object.fromEntries(devices);
}

/** A drive of its own for a virtual machine has no place inside; everything else is a folder. */
function makingOf({ pool, volume, path, make }: Volume, { project, type }: IncusConfig): Call {
  const isBlock = path === null && type === 'virtual-machine';
  return {
    method: 'POST',
    path: `${volumesOf(pool)}?${new URLSearchParams({ project }).toString()}`,
    body: {
      name: volume,
      content_type: isBlock ? 'block' : 'filesystem',
      config: make?.bytes == null ? {} : { size: `${make.bytes}` },
    },
    doing: 'make the volume',
  };
}

/** One that can't be removed stays: what failed before is what is told. */
async function removeVolumes(
  run: Run,
  { project }: IncusConfig,
  volumes: readonly MadeVolume[],
): Promise<void> {
  for (const { pool, volume } of volumes) {
    const path = `${volumesOf(pool)}/${encodeURIComponent(volume)}?${new URLSearchParams({ project }).toString()}`;
    await run({ method: 'DELETE', path, doing: 'remove the volume again' }).catch(() => null);
  }
}

function volumesOf(pool: string): string {
  return `/1.0/storage-pools/${encodeURIComponent(pool)}/volumes/custom`;
}

/** The devices of a copy: a fixed MAC address stays its original's alone. */
export function devicesOfCopy(devices: RawDevices): RawDevices {
  return Object.fromEntries(
    Object.entries(devices).map(([name, device]) => {
      if (device.type !== 'nic' || device['hwaddr'] === undefined) return [name, device];
      const rest = Object.entries(device).filter(([key]) => key !== 'hwaddr');
      return [name, { type: device.type, ...Object.fromEntries(rest) }];
    }),
  );
}

/**
 * Which fields an active instance takes at once. Containers take all; of a virtual machine the disk it stands on and kinds of
 * device that Paddock does not know may have to wait.
 */
export function liveIn({ type, devices }: IncusConfig): readonly string[] {
  const sizes = ['memory', 'cpus'];
  if (type === 'container') return [...sizes, 'devices', 'devices[]'];
  const taken = readDevices(devices).filter(({ kind }) => kind !== 'root' && kind !== 'other');
  return [...sizes, 'devices[]', ...taken.map(({ name }) => `devices.${name}`)];
}

/** What waits for the next start of an instance: a size that its disk can't be given while it is used. */
export function deferredIn({ config }: Instance): readonly string[] {
  return Object.keys(config ?? {}).flatMap((key) => {
    const name = /^volatile\.(.+)\.apply_quota$/.exec(key)?.[1];
    return name === undefined ? [] : [`devices.${name}`];
  });
}
