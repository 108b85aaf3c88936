// A stand-in for prlctl of OpenVZ 7: its commands, its JSON and its words. What it does, vzctl's stand-in does for it: under
// both are the same containers, called by UUIDs here.
import { randomUUID } from 'node:crypto';
import {
  confOf,
  ctidByName,
  ctids,
  dumpOf,
  existsSync,
  inContainer,
  isMounted,
  besideContainer,
  join,
  privateOf,
  readConf,
  runOf,
  saveConf,
  spawnSync,
} from './computer.mjs';

const VZCTL = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, 'vzctl.mjs');

class Failed extends Error {
  constructor(text, code = 255) {
    super(text);
    this.code = code;
  }
}
const fail = (text, code) => {
  throw new Failed(text, code);
};

/** Lets vzctl do it, and fails with its words. */
function vzctl(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VZCTL, ...args], { encoding: 'utf8' });
  if (status !== 0) fail(stderr.trim() || stdout.trim() || `vzctl failed with ${status}`);
  return stdout;
}

/** Options with a value (those named), and flags; all else is in `rest`. */
function read(words, valued, short = {}) {
  const found = { rest: [], many: {} };
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const option = short[word] ?? /^--([\w-]+)$/.exec(word)?.[1];
    if (option === undefined) found.rest.push(word);
    else if (valued.includes(option)) {
      const value = left.shift() ?? fail(`option ${word} requires an argument`);
      found[option] = value;
      (found.many[option] ??= []).push(value);
    } else found[option] = true;
  }
  return found;
}

function idOf(who) {
  const id = /^\{?([0-9a-f-]{36})\}?$/i.exec(who ?? '')?.[1]?.toLowerCase() ?? ctidByName(who ?? '');
  if (id === undefined || !existsSync(confOf(id)))
    fail(`Failed to get VE config: The virtual environment "${who}" could not be found.`);
  return id;
}

// --- list ---

function stateOf(id) {
  const run = runOf(id);
  if (run) return run.isFrozen ? 'paused' : 'running';
  if (existsSync(dumpOf(id))) return 'suspended';
  return isMounted(id) ? 'mounted' : 'stopped';
}

const megabytes = (text, unit) => {
  const [barrier = '0', limit = barrier] = (text ?? '').split(':');
  const match = /^([\d.]+)([KMGT]?)$/i.exec(limit);
  const bytes =
    Number(match?.[1] ?? 0) *
    ({ K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }[match?.[2] ?? ''] ?? unit);
  return `${Math.round(bytes / 1024 ** 2)}Mb`;
};

const mask = (address) => {
  const [ip, prefix] = address.split('/');
  if (ip.includes(':')) return address;
  const bits = '1'.repeat(Number(prefix ?? 32)).padEnd(32, '0');
  return `${ip}/${[0, 8, 16, 24].map((at) => Number.parseInt(bits.slice(at, at + 8), 2)).join('.')}`;
};

function cardsOf(conf) {
  return (conf.NETIF ?? '')
    .split(';')
    .filter(Boolean)
    .map((one) => Object.fromEntries(one.split(',').map((pair) => pair.split('='))));
}

function infoOf(id) {
  const conf = readConf(confOf(id));
  const run = runOf(id);
  const addresses = (conf.IP_ADDRESS ?? '').split(' ').filter(Boolean).map(mask);
  const nets = cardsOf(conf).map((card, index) => [
    `net${index}`,
    {
      enabled: true,
      dev: card.host_ifname,
      ifname: card.ifname,
      ...(card.bridge ? { network: card.bridge } : { type: 'routed' }),
      mac: card.mac.replaceAll(':', ''),
      state: 'connected',
    },
  ]);
  return {
    ID: id,
    EnvID: id,
    Name: conf.NAME ?? '',
    Description: conf.DESCRIPTION ?? '',
    Type: 'CT',
    State: stateOf(id),
    OS: conf.OSTEMPLATE ?? '',
    Template: 'no',
    ...(run && { Uptime: String(Math.max(1, Math.round((Date.now() - run.since) / 1000))) }),
    Home: privateOf(id),
    Autostart: { yes: 'on', no: 'off' }[conf.ONBOOT] ?? 'auto',
    Hardware: {
      cpu: {
        sockets: 1,
        cpus: conf.CPUS === undefined ? 'unlimited' : Number(conf.CPUS),
        'VT-x': true,
        cpuunits: Number(conf.CPUUNITS ?? 1000),
        ...(Number(conf.CPULIMIT ?? 0) > 0 && { cpulimit: `${conf.CPULIMIT}%` }),
      },
      memory: { size: megabytes(conf.PHYSPAGES, 4096), hotplug: true },
      hdd0: {
        enabled: true,
        image: join(privateOf(id), 'root.hdd'),
        type: 'expanded',
        size: megabytes(conf.DISKSPACE, 1024),
      },
      venet0: {
        enabled: true,
        type: 'routed',
        ...(addresses.length > 0 && { ips: `${addresses.join(' ')} ` }),
      },
      ...Object.fromEntries(nets),
    },
    Hostname: conf.HOSTNAME ?? '',
    'DNS Servers': conf.NAMESERVER ?? '',
  };
}

function list(words) {
  const options = read(words, ['output', 'vmtype', 'sort'], {
    '-a': 'all',
    '-i': 'info',
    '-f': 'full',
    '-j': 'json',
    '-o': 'output',
    '-H': 'no-header',
    '-s': 'sort',
  });
  const all = options.rest.length > 0 ? options.rest.map(idOf) : ctids();
  const shown = all.filter((id) => options.all || options.info || runOf(id));
  if (options.json && options.info) {
    console.log(JSON.stringify(shown.map(infoOf), null, '\t'));
    return;
  }
  const rows = shown.map((id) => ({
    uuid: id,
    status: stateOf(id),
    ip_configured: infoOf(id).Hardware.venet0.ips ?? '-',
    type: 'CT',
    name: infoOf(id).Name,
  }));
  if (options.json) console.log(JSON.stringify(rows, null, '\t'));
  else for (const row of rows) console.log(Object.values(row).join(' '));
}

// --- make and change ---

function create(words) {
  const options = read(words, ['ostemplate', 'vmtype', 'uuid', 'dst', 'config'], { '-t': 'ostemplate' });
  const [name] = options.rest;
  if (options.vmtype !== 'ct') fail('Only containers can be made here.');
  const id = options.uuid ?? randomUUID();
  if (ctidByName(name) !== undefined)
    fail(`Failed to create the virtual environment: The name "${name}" is already in use.`);
  const args = ['--ostemplate', options.ostemplate, '--layout', 'ploop', '--name', name];
  const { status, stderr } = spawnSync(process.execPath, [VZCTL, 'create', id, ...args], {
    encoding: 'utf8',
  });
  if (status === 91)
    fail(`Failed to create the virtual environment: The template "${options.ostemplate}" is not installed.`);
  if (status !== 0) fail(`Failed to create the virtual environment: ${stderr}`);
  console.log(`The CT has been successfully created.`);
}

const VALUED = [
  'name',
  'memsize',
  'swap',
  'cpus',
  'cpuunits',
  'cpulimit',
  'hostname',
  'nameserver',
  'autostart',
  'onboot',
  'ipadd',
  'ipdel',
  'device-add',
  'device-set',
  'device-del',
  'size',
  'network',
  'type',
  'mac',
  'description',
];

function set(words) {
  const options = read(words, VALUED);
  const id = idOf(options.rest[0]);
  const conf = readConf(confOf(id));
  const args = [];
  if (options.memsize) args.push('--physpages', `0:${Number(options.memsize) * 256}`);
  if (options.cpus && options.cpus !== 'unlimited') args.push('--cpus', options.cpus);
  if (options.cpuunits) args.push('--cpuunits', options.cpuunits);
  if (options.cpulimit) args.push('--cpulimit', options.cpulimit);
  if (options.hostname) args.push('--hostname', options.hostname);
  if (options.name) args.push('--name', options.name);
  if (options.autostart && options.autostart !== 'auto')
    args.push('--onboot', options.autostart === 'on' ? 'yes' : 'no');
  for (const one of options.many.nameserver ?? []) args.push('--nameserver', one);
  for (const one of options.many.ipadd ?? []) args.push('--ipadd', one);
  for (const one of options.many.ipdel ?? []) args.push('--ipdel', one);
  if (options['device-set'] === 'hdd0' && options.size) args.push('--diskspace', `${options.size}M`);
  if (options['device-add'] === 'net') {
    const number = cardsOf(conf).length;
    args.push('--netif_add', `eth${number},${options.mac ?? ''},,,${options.network ?? ''}`);
  }
  if (options['device-del']) {
    const index = Number(/^net(\d+)$/.exec(options['device-del'])?.[1] ?? NaN);
    const card = cardsOf(conf)[index] ?? fail(`The device ${options['device-del']} could not be found.`);
    args.push('--netif_del', card.ifname);
  }
  if (args.length > 0) vzctl('set', id, ...args, '--save');
  if (options.cpus === 'unlimited' && conf.CPUS !== undefined) fail('CPUs can’t be unlimited again here.');
  console.log('The CT has been successfully configured.');
}

function clone(words) {
  const options = read(words, ['name', 'dst'], { '-n': 'name' });
  const source = idOf(options.rest[0]);
  if (runOf(source)) fail('Unable to clone: the container is running.');
  const id = randomUUID();
  spawnSync('cp', ['-a', privateOf(source), privateOf(id)]);
  spawnSync('rm', ['-rf', join(privateOf(id), 'dump'), join(privateOf(id), 'Snapshots.xml')]);
  const own = ['NAME', 'IP_ADDRESS'];
  const conf = Object.entries(readConf(confOf(source))).filter(([key]) => !own.includes(key));
  saveConf(confOf(id), Object.fromEntries(conf));
  vzctl('set', id, '--name', options.name, '--save');
  console.log('The CT has been successfully cloned.');
}

function destroy(words) {
  const options = read(words, []);
  const id = idOf(options.rest[0]);
  if (runOf(id)) {
    if (!options.force) fail('Failed to delete the CT: the container is running.');
    vzctl('stop', id, '--fast');
  }
  if (isMounted(id)) vzctl('umount', id);
  vzctl('destroy', id);
}

// --- life ---

const one = (words) => idOf(words.find((word) => !word.startsWith('-')));

function stop(words) {
  const id = one(words);
  if (stateOf(id) === 'suspended') spawnSync('rm', ['-f', dumpOf(id)]);
  else if (stateOf(id) === 'stopped') fail('Failed to stop the CT: The container is already stopped.');
  else vzctl('stop', id, ...(words.includes('--kill') ? ['--fast'] : []));
}

function resume(words) {
  const id = one(words);
  if (stateOf(id) === 'paused') vzctl('chkpnt', id, '--resume');
  else vzctl('resume', id);
}

// --- snapshots ---

function snapshot(words) {
  const options = read(words, ['name', 'description'], { '-n': 'name', '-d': 'description' });
  const id = `{${randomUUID()}}`;
  vzctl(
    'snapshot',
    idOf(options.rest[0]),
    '--id',
    id,
    '--name',
    options.name ?? '',
    '--description',
    options.description ?? '',
  );
  console.log(`The snapshot with id ${id} has been successfully created.`);
}

function snapshotList(words) {
  const options = read(words, ['id'], { '-i': 'id', '-H': 'no-header', '-t': 'tree' });
  const id = idOf(options.rest[0]);
  const field = (name) =>
    vzctl('snapshot-list', id, '-H', '-o', name)
      .split('\n')
      .map((line) => line.trim());
  const ids = field('uuid').filter(Boolean);
  if (options.id === undefined) {
    if (!options['no-header']) console.log('PARENT_SNAPSHOT_ID                      SNAPSHOT_ID');
    for (const [index, snap] of ids.entries())
      console.log(`${(ids[index - 1] ?? '').padStart(38)}  ${snap.padStart(38)}`);
    return;
  }
  const at = ids.indexOf(options.id);
  if (at < 0) fail(`The snapshot ${options.id} could not be found.`);
  console.log(
    `ID: ${options.id}\nName: ${field('name')[at]}\nDate: ${field('date')[at]}\nState: poweroff\nDescription: ${field('desc')[at]}\n`,
  );
}

const ofSnapshot = (command) => (words) => {
  const options = read(words, ['id'], { '-i': 'id' });
  vzctl(command, idOf(options.rest[0]), '--id', options.id);
};

const COMMANDS = {
  list,
  create,
  set,
  clone,
  delete: destroy,
  start: (words) => void vzctl('start', one(words)),
  stop,
  restart: (words) => void vzctl('restart', one(words)),
  suspend: (words) => void vzctl('suspend', one(words)),
  pause: (words) => void vzctl('chkpnt', one(words), '--suspend'),
  resume,
  mount: (words) => void vzctl('mount', one(words)),
  umount: (words) => void vzctl('umount', one(words)),
  snapshot,
  'snapshot-list': snapshotList,
  'snapshot-switch': ofSnapshot('snapshot-switch'),
  'snapshot-delete': ofSnapshot('snapshot-delete'),
  exec: ([who, ...command]) => {
    const run = runOf(idOf(who)) ?? fail('Failed to execute the command: the container is not running.');
    return inContainer(run.pid, ['sh', '-c', command.join(' ')], { stdio: 'inherit' }).status ?? 255;
  },
  enter: async ([who]) => {
    const run = runOf(idOf(who)) ?? fail('Failed to enter: the container is not running.');
    for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => undefined);
    return besideContainer(run.pid, ['sh', '-l']);
  },
};

async function main([command, ...words]) {
  if (command === '--version') {
    console.log('prlctl version 7.0.230');
    return 0;
  }
  const run = COMMANDS[command];
  if (!run) {
    console.error(`Unrecognized action: ${command}`);
    return 1;
  }
  try {
    return (await run(words)) ?? 0;
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    console.error(error.message);
    return error.code;
  }
}

process.exitCode = await main(process.argv.slice(2));
