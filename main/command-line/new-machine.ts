/** What a new machine is asked to be, from a command's options: the same request as the window's form makes. */
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { DefineRequest, InspectedFile, Settings } from '../../preload/contract';
import { REQUEST_DRIVERS } from '../../preload/contract/request-drivers';
import {
  GIB,
  hostnameOf,
  MIB,
  nameFromFile,
  NEW_DISK_GIB,
  sizesForSystem,
} from '../../renderer/create/defaults';
import { numberOf, sizeOf, type Given, type Options } from './arguments';
import type { Client } from './client';
import { WrongUsage } from './failed';

type Driver = DefineRequest['driver'];
type Request<D extends Driver> = Extract<DefineRequest, { driver: D }>['request'];
type Values = Given['options'];

/** The options that a machine is described by, and the drivers that know each. */
const FIELDS = {
  memory: { value: 'SIZE', help: 'such as 2G', of: REQUEST_DRIVERS },
  cpus: { value: 'COUNT', help: 'how many CPUs', of: REQUEST_DRIVERS },
  image: {
    value: 'IMAGE',
    help: 'a file (ISO, disk, kernel; LXC: an archive), or by Incus the image’s name',
    of: ['qemu', 'lxc', 'incus'],
  },
  disk: { value: 'SIZE', help: 'a new disk, or how large a cloud image is made', of: ['qemu'] },
  copy: { help: 'use a copy of the disk, not the file itself', of: ['qemu'] },
  cloud: { help: 'the image sets itself up when it first starts: give it a user', of: ['qemu'] },
  user: { value: 'NAME', help: 'the user of a cloud image; “user” where it is left out', of: ['qemu'] },
  'ssh-key': { value: 'FILE', help: 'whose key opens it; your own where it is left out', of: ['qemu'] },
  initrd: { value: 'FILE', help: 'beside a kernel', of: ['qemu'] },
  append: { value: 'TEXT', help: 'the kernel’s command line', of: ['qemu'] },
  firmware: { value: 'bios|uefi|secure', help: 'how it starts', of: ['qemu'] },
  tpm: { help: 'with a TPM', of: ['qemu'] },
  'no-network': { help: 'without a network card', of: ['qemu', 'lxc'] },
  template: { value: 'NAME', help: 'of LXC’s templates, or OpenVZ’s', of: ['lxc', 'openvz'] },
  suite: { value: 'NAME', help: 'of Debian or Ubuntu, made of packages', of: ['lxc'] },
  vm: { help: 'a virtual machine instead of a container', of: ['incus'] },
  remote: { value: 'NAME', help: 'the server elsewhere', of: ['incus'] },
  server: { value: 'URL', help: 'a public server that has the image', of: ['incus'] },
  address: { value: 'ADDRESS', help: 'its IP address', of: ['openvz'] },
  system: { value: 'TITLE', help: 'what it simulates', of: ['test'] },
} as const satisfies Record<string, { value?: string; help: string; of: readonly Driver[] }>;
type Field = keyof typeof FIELDS;

export const REQUEST_OPTIONS: Options = {
  request: { value: 'FILE', help: 'all of it as JSON, as the window would ask; “-” is the input' },
  driver: { value: REQUEST_DRIVERS.join('|'), help: 'what runs it; qemu where it is left out' },
  name: { value: 'NAME', help: 'its name; from the image’s where it is left out' },
  start: { help: 'start it as well' },
  ...FIELDS,
};

/** Makes the request. Throws `WrongUsage`, and what looking at a file throws. */
export async function requestOf(options: Values, client: Pick<Client, 'call'>): Promise<DefineRequest> {
  const file = text(options, 'request');
  if (file !== undefined) return fromJson(file, options);
  const driver = text(options, 'driver') ?? 'qemu';
  if (!isDriver(driver))
    throw new WrongUsage(`There is no driver “${driver}”: ${REQUEST_DRIVERS.join(', ')}.`);
  const foreign = (Object.keys(FIELDS) as Field[]).find(
    (field) => options[field] !== undefined && !(FIELDS[field].of as readonly Driver[]).includes(driver),
  );
  if (foreign) throw new WrongUsage(`Machines of the driver ${driver} know no --${foreign}.`);
  const chosen = await client.call('settings.get', {});
  const image = driver === 'qemu' ? await lookAt(options, client) : null;
  const name = text(options, 'name') ?? (image && nameFromFile(image));
  if (!name) throw new WrongUsage('A new machine needs a --name.');
  const free =
    text(options, 'name') === undefined ? await client.call('machines.freeName', { driver, name }) : name;
  const common = { name: free, start: options['start'] === true };
  switch (driver) {
    case 'qemu':
      return { ...common, driver, request: await qemu(options, image, chosen, free, client) };
    case 'lxc':
      return { ...common, driver, request: lxc(options) };
    case 'incus':
      return { ...common, driver, request: incus(options) };
    case 'openvz':
      return { ...common, driver, request: openvz(options) };
    case 'test': {
      const system = text(options, 'system') ?? 'Debian 12';
      return { ...common, driver, request: { ...sizes(options, chosen, null), system, faults: [] } };
    }
  }
}

/** What is not right in it, the contract says. */
function fromJson(file: string, options: Values): DefineRequest {
  const other = (Object.keys(FIELDS) as Field[]).find((field) => options[field] !== undefined);
  if (other ?? options['driver'])
    throw new WrongUsage(`--request says all of it: --${other ?? 'driver'} can’t stand beside it.`);
  const read = readFileSync(file === '-' ? 0 : resolve(file), 'utf8');
  let request: unknown;
  try {
    request = JSON.parse(read);
  } catch (error) {
    throw new WrongUsage(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (typeof request !== 'object' || request === null) throw new WrongUsage(`${file} holds no request.`);
  const name = text(options, 'name');
  return {
    start: false,
    ...request,
    ...(name !== undefined && { name }),
    ...(options['start'] === true && { start: true }),
  } as DefineRequest;
}

async function lookAt(options: Values, client: Pick<Client, 'call'>): Promise<InspectedFile | null> {
  const image = text(options, 'image');
  return image === undefined ? null : client.call('file.inspect', { path: resolve(image) });
}

async function qemu(
  options: Values,
  image: InspectedFile | null,
  chosen: Settings,
  name: string,
  client: Pick<Client, 'call'>,
): Promise<Request<'qemu'>> {
  const system = image && 'system' in image ? image.system : null;
  const source = await qemuSource(options, image, name, client);
  const disk = text(options, 'disk');
  const standard =
    source.kind === 'iso' ? Math.max((chosen.newDiskGiB ?? NEW_DISK_GIB) * GIB, system?.disk ?? 0) : null;
  const firmware = text(options, 'firmware') ?? system?.firmware ?? 'bios';
  if (firmware !== 'bios' && firmware !== 'uefi' && firmware !== 'secure') {
    throw new WrongUsage(`--firmware takes bios, uefi or secure, not “${firmware}”.`);
  }
  return {
    ...sizes(options, chosen, system),
    source,
    newDisk: disk === undefined ? standard : sizeOf(disk, 'disk'),
    network: options['no-network'] !== true,
    firmware: source.kind === 'kernel' ? 'bios' : firmware,
    tpm: options['tpm'] === true || (system?.tpm ?? false),
    system: system && { id: system.id, title: system.title },
  };
}

async function qemuSource(
  options: Values,
  image: InspectedFile | null,
  name: string,
  client: Pick<Client, 'call'>,
): Promise<Request<'qemu'>['source']> {
  if (!image) return { kind: 'none' };
  const { path } = image;
  switch (image.kind) {
    case 'iso':
      return { kind: 'iso', path };
    case 'kernel': {
      const initrd = text(options, 'initrd');
      const commandLine = text(options, 'append') ?? '';
      return {
        kind: 'kernel',
        kernel: path,
        initrd: initrd === undefined ? null : resolve(initrd),
        commandLine,
      };
    }
    case 'disk': {
      if (options['cloud'] !== true) return { kind: 'disk', path, copy: options['copy'] === true };
      const key = text(options, 'ssh-key');
      const sshKeys =
        key === undefined
          ? (await client.call('host.sshKeys', {})).map((own) => own.key)
          : [readFileSync(resolve(key), 'utf8').trim()];
      if (sshKeys.length === 0) throw new WrongUsage('You have no SSH key: give one with --ssh-key FILE.');
      const user = text(options, 'user') ?? 'user';
      const cloudInit = { user, password: null, sshKeys, hostname: hostnameOf(name), packages: [] };
      return { kind: 'cloud', path, cloudInit };
    }
    case 'other':
      throw new WrongUsage(`${path} is neither an ISO nor a disk nor a kernel.`);
  }
}

function lxc(options: Values): Request<'lxc'> {
  const [image, template, suite] = [
    text(options, 'image'),
    text(options, 'template'),
    text(options, 'suite'),
  ];
  if ([image, template, suite].filter(Boolean).length > 1) {
    throw new WrongUsage('Choose one of --image, --template and --suite.');
  }
  const source: Request<'lxc'>['source'] =
    image !== undefined
      ? { kind: 'archive', path: resolve(image) }
      : template !== undefined
        ? { kind: 'template', template }
        : suite !== undefined
          ? { kind: 'debian', suite }
          : { kind: 'busybox' };
  return { ...limits(options), network: options['no-network'] !== true, source };
}

function incus(options: Values): Request<'incus'> {
  const image = text(options, 'image');
  if (image === undefined) throw new WrongUsage('An Incus instance needs an --image.');
  const server = text(options, 'server');
  return {
    ...limits(options),
    type: options['vm'] === true ? 'virtual-machine' : 'container',
    remote: text(options, 'remote') ?? 'local',
    source: server === undefined ? { kind: 'image', image } : { kind: 'download', server, image },
  };
}

function openvz(options: Values): Request<'openvz'> {
  const template = text(options, 'template');
  if (template === undefined) throw new WrongUsage('An OpenVZ container needs a --template.');
  const address = text(options, 'address');
  return { ...limits(options), template, addresses: address === undefined ? [] : [address] };
}

/** Containers take of their host what they need, where nothing else was asked for. */
function limits(options: Values): { readonly memory: number | null; readonly cpus: number | null } {
  const [memory, count] = [text(options, 'memory'), text(options, 'cpus')];
  return {
    memory: memory === undefined ? null : sizeOf(memory, 'memory'),
    cpus: count === undefined ? null : numberOf(count, 'cpus'),
  };
}

function sizes(
  options: Values,
  chosen: Settings,
  system: { readonly memory: number | null; readonly cpus: number | null } | null,
): { readonly memory: number; readonly cpus: number } {
  const host = { hostMemoryBytes: totalmem(), hostCpus: cpus().length };
  const standard = sizesForSystem(host, chosen, system ?? { memory: null, cpus: null });
  const asked = limits(options);
  return { memory: asked.memory ?? standard.memoryMiB * MIB, cpus: asked.cpus ?? standard.cpus };
}

function text(options: Values, name: Field | 'request' | 'driver' | 'name'): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

function isDriver(word: string): word is Driver {
  return (REQUEST_DRIVERS as readonly string[]).includes(word);
}
