import { formatAmount, parseAmount, type Amount, type Unit } from './amounts';
import { CardSchema, type Card, type OpenvzConfig, type OpenvzHardware } from './config';
import type { ConfigFile } from './config-file';

/**
 * Which kernel containers run on: OpenVZ's own, or any other, where vzctl 4 makes containers of namespaces and control groups.
 */
export type Kernel = 'openvz' | 'plain';

/** What a container's configuration says that a machine's definition says as well. */
export type Settings = OpenvzHardware & Pick<OpenvzConfig, 'name' | 'template' | 'layout'>;

export function settingsIn(file: ConfigFile, kernel: Kernel): Settings {
  const amount = (key: string, unit: Unit): Amount | undefined => parseAmount(file.value(key) ?? '', unit);
  const words = (key: string): string[] => (file.value(key) ?? '').split(/\s+/).filter((word) => word !== '');
  const count = (key: string): number | null => {
    const text = /^(\d+)%?$/.exec(file.value(key)?.trim() ?? '')?.[1];
    return text === undefined || Number(text) === 0 ? null : Number(text);
  };
  return {
    memory: memoryIn(amount('PHYSPAGES', 'pages'), kernel),
    swap: swapIn(amount('SWAPPAGES', 'pages'), kernel),
    cpus: count('CPUS'),
    cpuLimit: count('CPULIMIT'),
    cpuUnits: count('CPUUNITS'),
    diskSpace: amount('DISKSPACE', 'kilobytes')?.limit ?? null,
    diskInodes: amount('DISKINODES', 'items')?.limit || null,
    hostName: file.value('HOSTNAME') || null,
    addresses: words('IP_ADDRESS'),
    cards: cardsIn(file.value('NETIF') ?? ''),
    nameServers: words('NAMESERVER'),
    onBoot: onBootIn(file.value('ONBOOT')),
    name: file.value('NAME') || null,
    template: file.value('OSTEMPLATE') || null,
    layout: file.value('VE_LAYOUT')?.startsWith('ploop') ? 'ploop' : 'simfs',
  };
}

/**
 * OpenVZ's kernel takes the second number; on a plain one vzctl 4 takes the first, and no limit where that is 0.
 */
function memoryIn(amount: Amount | undefined, kernel: Kernel): number | null {
  return (kernel === 'openvz' ? amount?.limit : amount?.barrier) || null;
}

function swapIn(amount: Amount | undefined, kernel: Kernel): number | null {
  const swap = kernel === 'openvz' ? amount?.limit : amount?.barrier;
  return swap ?? null;
}

function onBootIn(text: string | undefined): boolean | null {
  if (text === undefined || !/^(?:yes|no)$/i.test(text)) return null;
  return text.toLowerCase() === 'yes';
}

/** The cards of `NETIF`: `ifname=eth0,bridge=br0,mac=...`, parted by semicolons; one that can't be read is left out. */
export function cardsIn(text: string): Card[] {
  return text.split(';').flatMap((one) => {
    const entries = one.split(',').map((pair): [string, string] => {
      const [key = '', value = ''] = pair.trim().split('=', 2);
      return [key, value];
    });
    const values = new Map(entries.filter(([, value]) => value !== ''));
    const card = CardSchema.safeParse({
      name: values.get('ifname'),
      mac: values.get('mac') ?? null,
      bridge: values.get('bridge') ?? null,
      hostName: values.get('host_ifname') ?? null,
      hostMac: values.get('host_mac') ?? null,
    });
    return card.success ? [card.data] : [];
  });
}

/**
 * The calls of `vzctl set` that make the one of the other, each by its arguments: only what differs is said. A card that
 * changes is taken out by one call and put in by the next: within one, vzctl would forget it.
 */
export function changes(
  from: OpenvzHardware,
  to: OpenvzHardware,
  kernel: Kernel,
): readonly (readonly string[])[] {
  const { removed, added } = cardChanges(from.cards, to.cards);
  const first = [
    ...limitArguments(from, to, kernel),
    ...addressArguments(from.addresses, to.addresses),
    ...removed.flatMap(({ name }) => ['--netif_del', name]),
  ];
  const second = added.flatMap((card) => ['--netif_add', cardArgument(card)]);
  const isOne = !removed.some(({ name }) => added.some((card) => card.name === name));
  return (isOne ? [[...first, ...second]] : [first, second]).filter((args) => args.length > 0);
}

function limitArguments(from: OpenvzHardware, to: OpenvzHardware, kernel: Kernel): string[] {
  const args: string[] = [];
  const say = <K extends keyof OpenvzHardware>(key: K, how: (value: OpenvzHardware[K]) => string[]): void => {
    if (JSON.stringify(from[key]) !== JSON.stringify(to[key])) args.push(...how(to[key]));
  };
  const memory = (bytes: number | null): string => {
    const pages = formatAmount(bytes, 'pages');
    return kernel === 'openvz' ? `0:${pages}` : `${pages}:${pages}`;
  };
  say('memory', (bytes) => ['--physpages', memory(bytes)]);
  say('swap', (bytes) => ['--swappages', memory(bytes)]);
  say('cpus', (cpus) => (cpus === null ? [] : ['--cpus', String(cpus)]));
  say('cpuLimit', (percent) => ['--cpulimit', String(percent ?? 0)]);
  say('cpuUnits', (units) => ['--cpuunits', String(units ?? CPU_UNITS)]);
  say('diskSpace', (bytes) => {
    const kilobytes = formatAmount(bytes, 'kilobytes');
    return bytes === null ? [] : ['--diskspace', `${kilobytes}:${kilobytes}`];
  });
  say('diskInodes', (count) => (count === null ? [] : ['--diskinodes', `${count}:${count}`]));
  say('hostName', (name) => (name === null ? [] : ['--hostname', name]));
  say('onBoot', (onBoot) => (onBoot === null ? [] : ['--onboot', onBoot ? 'yes' : 'no']));
  say('nameServers', (servers) => servers.flatMap((server) => ['--nameserver', server]));
  return args;
}

/** What OpenVZ takes where nothing is said. */
const CPU_UNITS = 1000;

/** The same for vzctl and prlctl. */
export function addressArguments(from: readonly string[], to: readonly string[]): string[] {
  return [
    ...from.filter((address) => !to.includes(address)).flatMap((address) => ['--ipdel', address]),
    ...to.filter((address) => !from.includes(address)).flatMap((address) => ['--ipadd', address]),
  ];
}

export function cardChanges(
  from: readonly Card[],
  to: readonly Card[],
): { readonly removed: readonly Card[]; readonly added: readonly Card[] } {
  const isIn = (cards: readonly Card[], card: Card): boolean =>
    cards.some((one) => JSON.stringify(one) === JSON.stringify(card));
  return {
    removed: from.filter((card) => !isIn(to, card)),
    added: to.filter((card) => !isIn(from, card)),
  };
}

/** As `--netif_add` takes it: what is left empty OpenVZ makes up. */
function cardArgument({ name, mac, hostName, hostMac, bridge }: Card): string {
  return [name, mac, hostName, hostMac, bridge]
    .map((one) => one ?? '')
    .join(',')
    .replace(/,+$/, '');
}
