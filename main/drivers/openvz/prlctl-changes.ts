import { PaddockError } from '../../domains/failure';
import type { OpenvzHardware } from './config';
import { addressArguments, cardChanges } from './settings';

const MIB = 1024 * 1024;

/** The calls of `prlctl set` that make the one of the other, each by its arguments. `devices`: what cards are called. */
export function prlctlChanges(
  from: OpenvzHardware,
  to: OpenvzHardware,
  devices: ReadonlyMap<string, string>,
): readonly (readonly string[])[] {
  const first: string[] = [];
  const say = <K extends keyof OpenvzHardware>(key: K, how: (value: OpenvzHardware[K]) => string[]): void => {
    if (JSON.stringify(from[key]) !== JSON.stringify(to[key])) first.push(...how(to[key]));
  };
  say('memory', (bytes) => (bytes === null ? [] : ['--memsize', String(Math.ceil(bytes / MIB))]));
  say('cpus', (cpus) => ['--cpus', cpus === null ? 'unlimited' : String(cpus)]);
  say('cpuLimit', (limit) => ['--cpulimit', limit === null ? '0' : String(limit)]);
  say('cpuUnits', (units) => ['--cpuunits', String(units ?? 1000)]);
  say('hostName', (name) => (name === null ? [] : ['--hostname', name]));
  say('nameServers', (servers) => servers.flatMap((server) => ['--nameserver', server]));
  say('onBoot', (onBoot) => ['--autostart', onBoot === null ? 'auto' : onBoot ? 'on' : 'off']);
  first.push(...addressArguments(from.addresses, to.addresses));
  const size =
    to.diskSpace !== null && to.diskSpace !== from.diskSpace ? String(Math.ceil(to.diskSpace / MIB)) : null;
  const { removed, added } = cardChanges(from.cards, to.cards);
  return [
    first,
    size === null ? [] : ['--device-set', 'hdd0', '--size', size],
    ...removed.map(({ name }) => ['--device-del', devices.get(name) ?? name]),
    ...added.map(({ bridge, mac }) => [
      ...['--device-add', 'net'],
      ...(bridge === null ? ['--type', 'routed'] : ['--network', bridge]),
      ...(mac === null ? [] : ['--mac', mac]),
    ]),
  ].filter((args) => args.length > 0);
}

/** Throws `unsupported` by its field where prlctl has no option for what is wanted, or does not tell of it afterwards. */
export function checkCanChange(from: OpenvzHardware, to: OpenvzHardware): void {
  const refuse = (field: keyof OpenvzHardware, message: string, next: string): void => {
    if (JSON.stringify(from[field]) === JSON.stringify(to[field])) return;
    throw new PaddockError({ code: 'unsupported', message, next, field: `hardware.${field}` });
  };
  if (to.swap !== null) {
    const next = 'Set it with “prlctl set --swap”.';
    refuse('swap', 'OpenVZ 7 does not tell a container’s swap, so Paddock leaves it alone.', next);
  }
  refuse('diskInodes', 'OpenVZ 7 has no limit of files: they are in an image file.', 'Limit the disk space.');
  if (to.memory === null) {
    refuse('memory', 'OpenVZ 7 limits the memory of each container.', 'Say how much it may take.');
  }
}
