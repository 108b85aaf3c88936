// A stand-in for vzctl 4.11: its commands, files, exit codes, words, locks and times, as its manual and its sources have them.
import {
  assignName,
  besideContainer,
  confOf,
  ctidByName,
  dumpOf,
  ended,
  existsSync,
  fault,
  filesOf,
  forgetNames,
  inContainer,
  isMounted,
  isOpenvzKernel,
  join,
  kill,
  launch,
  layoutOf,
  lock,
  mkdirSync,
  mount,
  noteFrozen,
  pause,
  paths,
  privateOf,
  processesOf,
  readConf,
  readdirSync,
  readFileSync,
  Refused,
  refuse,
  renameSync,
  rmdirSync,
  rmSync,
  rootOf,
  runOf,
  saveConf,
  say,
  spawnSync,
  speakOf,
  umount,
  writeFileSync,
} from './computer.mjs';

const DEFAULT_STOP_S = 120;

// --- values, as the manual has them ---

const SUFFIXES = { t: 1024 ** 4, g: 1024 ** 3, m: 1024 ** 2, k: 1024, p: 4096, b: 1 };
const bad = (option, value) => refuse(21, `Bad parameter for --${option}: ${value}`);

/** `NUM[:NUM]`, each with a suffix or the word unlimited; saved as plain numbers, one where both are the same. */
function amount(option, value, unit, allowsUnlimited = true) {
  const one = (text) => {
    if (text === 'unlimited' && allowsUnlimited) return 'unlimited';
    const match = /^(\d+(?:\.\d+)?)([tgmkpb]?)$/i.exec(text);
    if (!match) return bad(option, value);
    const times = match[2] === '' ? 1 : SUFFIXES[match[2].toLowerCase()] / unit;
    return String(Math.floor(Number(match[1]) * times));
  };
  const [first, second = first, more] = value.split(':');
  if (more !== undefined) bad(option, value);
  return [one(first), one(second)];
}
const pair = ([first, second]) => (first === second ? first : `${first}:${second}`);
const both = ([first, second]) => `${first}:${second}`;
const matching = (pattern) => (option, value) => (pattern.test(value) ? value : bad(option, value));
const wholeNumber = (min, max) => (option, value) => {
  const number = Number(/^(\d+)%?$/.exec(value)?.[1] ?? NaN);
  return number >= min && number <= max ? String(number) : bad(option, value);
};
const yesOrNo = matching(/^(yes|no)$/);
const pages = (option, value) => pair(amount(option, value, 4096));
const bytes = (option, value) => pair(amount(option, value, 1));
const items = (option, value) => pair(amount(option, value, 1));
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)(\/\d+)?$/i;

/** Options of `set` that replace a value: the key, and how it is checked and written. */
const VALUES = {
  physpages: ['PHYSPAGES', pages],
  swappages: ['SWAPPAGES', pages],
  privvmpages: ['PRIVVMPAGES', pages],
  kmemsize: ['KMEMSIZE', bytes],
  numproc: ['NUMPROC', items],
  diskspace: ['DISKSPACE', (option, value) => both(amount(option, value, 1024, false))],
  diskinodes: ['DISKINODES', (option, value) => both(amount(option, value, 1, false))],
  cpus: ['CPUS', wholeNumber(1, 4096)],
  cpulimit: ['CPULIMIT', wholeNumber(0, 409600)],
  cpuunits: ['CPUUNITS', wholeNumber(8, 500000)],
  hostname: ['HOSTNAME', matching(/^[^\s"]+$/)],
  onboot: ['ONBOOT', yesOrNo],
  disabled: ['DISABLED', yesOrNo],
  description: ['DESCRIPTION', (_option, value) => value],
  searchdomain: ['SEARCHDOMAIN', (_option, value) => value],
  ostemplate: ['OSTEMPLATE', (_option, value) => value],
  private: ['VE_PRIVATE', (_option, value) => value],
  root: ['VE_ROOT', (_option, value) => value],
  'stop-timeout': ['STOP_TIMEOUT', wholeNumber(0, 100000)],
  name: ['NAME', matching(/^[A-Za-z0-9 +_.-]*$/)],
  layout: ['VE_LAYOUT', matching(/^(simfs|ploop(:(expanded|plain|raw))?)$/)],
};
const FLAGS = [
  'save',
  'force',
  'fast',
  'wait',
  'skip-umount',
  'reset_ub',
  'suspend',
  'resume',
  'dump',
  'kill',
];
const LISTS = ['ipadd', 'ipdel', 'nameserver', 'netif_add', 'netif_del'];
const OTHERS = ['ram', 'swap', 'config', 'id', 'name', 'description', 'setmode', 'dumpfile'];

/** Reads `--option value` pairs: what is to be saved, what is repeated, and the flags. */
function read(args, allowed) {
  const found = { values: {}, lists: {}, flags: new Set(), others: {} };
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const option = /^--([\w-]+)$/.exec(word)?.[1];
    const isKnown = option !== undefined && (allowed === null || allowed.includes(option));
    if (!isKnown) refuse(20, `Invalid options: ${word}`);
    if (FLAGS.includes(option)) {
      found.flags.add(option);
      continue;
    }
    const value = words.shift();
    if (value === undefined) refuse(20, `option '--${option}' requires an argument`);
    if (LISTS.includes(option)) (found.lists[option] ??= []).push(value);
    else if (option === 'ram' || option === 'swap') {
      if (!isOpenvzKernel && !found.flags.has('force')) refuse(3, 'The running kernel is not vswap-capable');
      found.values[option === 'ram' ? 'PHYSPAGES' : 'SWAPPAGES'] = `0:${amount(option, value, 4096)[1]}`;
    } else if (VALUES[option] && allowed === null) {
      const [key, check] = VALUES[option];
      found.values[key] = check(option, value);
    } else if (VALUES[option] && option !== 'name' && option !== 'description') {
      const [key, check] = VALUES[option];
      found.values[key] = check(option, value);
    } else if (OTHERS.includes(option)) found.others[option] = value;
    else refuse(20, `Invalid options: ${word}`);
  }
  return found;
}

// --- commands ---

function status(ctid) {
  const exists = existsSync(confOf(ctid)) && existsSync(privateOf(ctid));
  const isRunning = runOf(ctid) !== undefined;
  const words = [
    exists ? 'exist' : 'deleted',
    isMounted(ctid) ? 'mounted' : 'unmounted',
    isRunning ? 'running' : 'down',
    ...(exists && !isRunning && existsSync(dumpOf(ctid)) ? ['suspended'] : []),
  ];
  process.stdout.write(`CTID ${ctid} ${words.join(' ')}\n`);
}

async function create(ctid, args) {
  const settings = readConf(paths.settings);
  const known = [
    'ostemplate',
    'config',
    'layout',
    'private',
    'root',
    'ipadd',
    'hostname',
    'name',
    'description',
  ];
  const wanted = read(args, [...known, 'diskspace', 'diskinodes']);
  const hadConf = existsSync(confOf(ctid));
  const sample = join(paths.conf, `ve-${wanted.others.config ?? settings.CONFIGFILE ?? 'basic'}.conf-sample`);
  if (!existsSync(sample)) refuse(82, `Sample config ${sample} not found`);
  if (!hadConf) writeFileSync(confOf(ctid), readFileSync(sample));
  try {
    const place = privateOf(ctid);
    if (existsSync(place) && readdirSync(place).length > 0)
      refuse(44, `Private area already exists in ${place}`);
    const layout = wanted.values.VE_LAYOUT ?? settings.VE_LAYOUT ?? 'ploop';
    if (layout.startsWith('ploop') && !isOpenvzKernel)
      refuse(99, 'Warning: ploop support is not compiled in');
    const { name, description } = wanted.others;
    if (name !== undefined) {
      VALUES.name[1]('name', name);
      assignName(ctid, name);
    }
    const template = wanted.values.OSTEMPLATE ?? settings.DEF_OSTEMPLATE;
    if (template === undefined) refuse(29, 'OS template is not specified');
    const archive = ['.tar', '.tar.gz', '.tar.bz2', '.tar.xz']
      .map((ending) => join(paths.templates, `${template}${ending}`))
      .find((path) => existsSync(path));
    if (archive === undefined)
      refuse(91, `Cached OS template ${join(paths.templates, template)}.tar not found`);
    mkdirSync(place, { recursive: true });
    const beside = `${place}.tmp`;
    const files = layout.startsWith('ploop') ? join(beside, 'root.hdd/files') : beside;
    mkdirSync(files, { recursive: true });
    say(0, `Creating container private area (${template})`);
    await pause(150);
    await fault('unpack');
    const unpacked = spawnSync('tar', ['-xf', archive, '-C', files]);
    if (unpacked.status !== 0) refuse(48, String(unpacked.stderr));
    if (layout.startsWith('ploop'))
      writeFileSync(join(beside, 'root.hdd/DiskDescriptor.xml'), '<Parallels_disk_image/>\n');
    rmSync(place, { recursive: true });
    renameSync(beside, place);
    saveConf(confOf(ctid), {
      ...wanted.values,
      VE_ROOT: `${paths.root}/$VEID`,
      VE_PRIVATE: `${paths.private}/$VEID`,
      VE_LAYOUT: layout,
      OSTEMPLATE: template,
      ORIGIN_SAMPLE: wanted.others.config ?? settings.CONFIGFILE ?? 'basic',
      ...(name !== undefined && { NAME: name }),
      ...(description !== undefined && { DESCRIPTION: description }),
      ...(wanted.lists.ipadd && { IP_ADDRESS: wanted.lists.ipadd.join(' ') }),
    });
    rmSync(`${confOf(ctid)}.destroyed`, { force: true });
    say(0, 'Container private area was created');
  } catch (error) {
    if (!hadConf) {
      forgetNames(ctid);
      rmSync(confOf(ctid), { force: true });
    }
    rmSync(`${privateOf(ctid)}.tmp`, { recursive: true, force: true });
    if (existsSync(privateOf(ctid)) && readdirSync(privateOf(ctid)).length === 0) rmdirSync(privateOf(ctid));
    say(-1, 'Creation of container private area failed');
    throw error;
  }
}

function cardsOf(text) {
  return (text ?? '')
    .split(';')
    .filter((one) => one !== '')
    .map((one) => Object.fromEntries(one.split(',').map((pairOf) => pairOf.split('='))));
}

function newMac() {
  const byte = () =>
    Math.floor(Math.random() * 256)
      .toString(16)
      .padStart(2, '0')
      .toUpperCase();
  return `00:18:51:${byte()}:${byte()}:${byte()}`;
}

/** Cards are put in before they are taken out, as vzctl does it: one that is both is gone. */
function changedCards(ctid, now, added, removed) {
  const cards = cardsOf(now);
  for (const text of added) {
    const [ifname, mac = '', host = '', hostMac = '', bridge = ''] = text.split(',');
    if (!/^[A-Za-z0-9._-]{1,15}$/.test(ifname)) bad('netif_add', text);
    if (cards.some((card) => card.ifname === ifname)) continue;
    cards.push({
      ifname,
      ...(bridge !== '' && { bridge }),
      mac: mac === '' ? newMac() : mac.toUpperCase(),
      host_ifname: host === '' ? `veth${ctid}.${/\d+$/.exec(ifname)?.[0] ?? '0'}` : host,
      host_mac: hostMac === '' ? newMac() : hostMac.toUpperCase(),
    });
  }
  const left = removed.includes('all') ? [] : cards.filter(({ ifname }) => !removed.includes(ifname));
  return left
    .map((card) =>
      Object.entries(card)
        .map((entry) => entry.join('='))
        .join(','),
    )
    .join(';');
}

function set(ctid, args) {
  const wanted = read(args, null);
  const now = readConf(confOf(ctid));
  const run = runOf(ctid);
  const values = { ...wanted.values };
  const { ipadd = [], ipdel = [], nameserver, netif_add: added = [], netif_del: removed = [] } = wanted.lists;
  for (const address of [...ipadd, ...(nameserver ?? [])]) {
    if (!ADDRESS.test(address) && address !== 'inherit') bad('ipadd', address);
  }
  if (ipadd.length + ipdel.length > 0) {
    const kept = ipdel.includes('all')
      ? []
      : (now.IP_ADDRESS ?? '').split(' ').filter((one) => !ipdel.includes(one));
    values.IP_ADDRESS = [...new Set([...kept, ...ipadd])].filter((one) => one !== '').join(' ');
  }
  if (nameserver) values.NAMESERVER = nameserver.join(' ');
  if (added.length + removed.length > 0) values.NETIF = changedCards(ctid, now.NETIF, added, removed);
  if (values.NAME !== undefined) {
    if (!wanted.flags.has('save')) refuse(20, 'Error: --name without --save is prohibited');
    assignName(ctid, values.NAME);
  }
  if (run && !isOpenvzKernel && (values.DISKSPACE || values.DISKINODES)) {
    say(-1, 'Error: Unable to apply new quota values: quota not running');
    refuse(62, 'Error: failed to apply some parameters, not saving configuration file!');
  }
  if (run && values.HOSTNAME) inContainer(run.pid, ['hostname', values.HOSTNAME], { stdio: 'ignore' });
  if (!wanted.flags.has('save')) {
    say(0, 'WARNING: Settings were not saved to config (use --save flag)');
    return;
  }
  saveConf(confOf(ctid), values);
  say(0, `CT configuration saved to ${confOf(ctid)}`);
}

async function start(ctid) {
  const conf = readConf(confOf(ctid));
  if (conf.DISABLED === 'yes') refuse(105, 'Container start disabled');
  if (!existsSync(privateOf(ctid))) refuse(43, `Container private area ${privateOf(ctid)} does not exist`);
  if (runOf(ctid)) refuse(32, 'Container is already running');
  if (
    !/^[1-9]/.test(
      String(conf.PHYSPAGES ?? '')
        .split(':')
        .at(-1),
    )
  ) {
    refuse(28, 'Error: required UB parameter numfile not set');
  }
  say(0, 'Starting container...');
  mount(ctid);
  await pause(80);
  await fault('launch');
  try {
    await launch(ctid);
  } catch (error) {
    umount(ctid);
    throw error;
  }
  rmSync(dumpOf(ctid), { force: true });
  say(0, 'Container start in progress...');
}

async function stop(ctid, args) {
  const { flags } = read(args, ['fast', 'skip-umount']);
  const run = runOf(ctid);
  if (!run) {
    say(-1, 'Unable to stop: container is not running');
    return;
  }
  const isEnded = !flags.has('fast') && (await halt(ctid, run.pid));
  if (!isEnded) {
    say(0, 'Killing container ...');
    kill(run.pid, 'SIGKILL');
    if (!(await ended(ctid, 60_000, 500))) refuse(33, 'Unable to stop container: operation timed out');
  }
  say(0, 'Container was stopped');
  rmSync(join(paths.pids, ctid), { force: true });
  if (!flags.has('skip-umount')) umount(ctid);
}

/** Asks the init to halt, and waits for as long as the configuration says; whether it did. */
async function halt(ctid, pid) {
  say(0, 'Stopping container ...');
  for (const one of processesOf(pid)) kill(one, 'SIGCONT');
  inContainer(pid, ['halt'], { stdio: 'ignore' });
  const seconds = Number(readConf(confOf(ctid)).STOP_TIMEOUT ?? 0) || DEFAULT_STOP_S;
  return ended(ctid, seconds * 1000, 1000);
}

async function destroy(ctid) {
  if (runOf(ctid)) refuse(32, 'Container is currently running. Stop it first.');
  if (isMounted(ctid)) refuse(41, 'Container is currently mounted (umount first)');
  say(0, `Destroying container private area: ${privateOf(ctid)}`);
  rmSync(privateOf(ctid), { recursive: true, force: true });
  renameSync(confOf(ctid), `${confOf(ctid)}.destroyed`);
  rmSync(dumpOf(ctid), { recursive: true, force: true });
  rmSync(rootOf(ctid), { recursive: true, force: true });
  forgetNames(ctid);
  await pause(1000);
  say(0, 'Container private area was destroyed');
}

async function checkpoint(ctid, args) {
  const { flags } = read(args, ['suspend', 'resume', 'dump', 'kill', 'dumpfile']);
  const run = runOf(ctid) ?? refuse(31, 'Unable to setup checkpointing: container is not running');
  if (!isOpenvzKernel) {
    process.stderr.write('vps-cpt: 37: criu: not found\n');
    refuse(16, 'Failed to checkpoint the Container');
  }
  if (flags.has('suspend') || flags.has('resume')) {
    const isFrozen = flags.has('suspend');
    for (const one of processesOf(run.pid)) kill(one, isFrozen ? 'SIGSTOP' : 'SIGCONT');
    noteFrozen(ctid, isFrozen);
  } else {
    await dump(ctid, run.pid, dumpOf(ctid));
    kill(run.pid, 'SIGKILL');
    await ended(ctid, 10_000, 20);
    umount(ctid);
  }
  say(0, 'Checkpointing completed successfully');
}

/** No process can really be dumped here: what stands for one begins anew. */
async function dump(ctid, pid, file) {
  await pause(100);
  mkdirSync(paths.dumps, { recursive: true });
  writeFileSync(file, `processes of ${ctid}: ${processesOf(pid).length}\n`);
}

async function resume(ctid) {
  if (runOf(ctid)) refuse(32, 'Unable to perform restore: container already running');
  if (!existsSync(dumpOf(ctid))) refuse(17, `Can not open dump file ${dumpOf(ctid)}`);
  await start(ctid);
}

// --- snapshots, of the layout ploop alone ---

const treeOf = (ctid) => join(privateOf(ctid), 'Snapshots.xml');
const snapshotOf = (ctid, id) => join(privateOf(ctid), 'dump', id);
const readTree = (ctid) => (existsSync(treeOf(ctid)) ? JSON.parse(readFileSync(treeOf(ctid), 'utf8')) : []);
const saveTree = (ctid, tree) => writeFileSync(treeOf(ctid), JSON.stringify(tree, null, 2));

function needsImage(ctid, code) {
  if (!layoutOf(ctid).startsWith('ploop'))
    refuse(code, 'Snapshot feature is only available for ploop-based CTs');
}

function idOf(others) {
  const id = /^\{?([0-9a-f-]{36})\}?$/i.exec(others.id ?? '')?.[1];
  return id === undefined ? bad('id', others.id) : `{${id.toLowerCase()}}`;
}

async function snapshot(ctid, args) {
  const { others } = read(args, ['id', 'name', 'description', 'skip-suspend', 'skip-config']);
  needsImage(ctid, 156);
  const id = idOf(others);
  const folder = snapshotOf(ctid, id);
  mkdirSync(folder, { recursive: true });
  const run = runOf(ctid);
  if (run) {
    for (const one of processesOf(run.pid)) kill(one, 'SIGSTOP');
    await dump(ctid, run.pid, join(folder, 'dump'));
  }
  spawnSync('cp', ['-a', filesOf(ctid), join(folder, 'files')]);
  writeFileSync(join(folder, 've.conf'), readFileSync(confOf(ctid)));
  if (run) for (const one of processesOf(run.pid)) kill(one, 'SIGCONT');
  const tree = readTree(ctid).map((one) => ({ ...one, current: false }));
  const date = new Date().toISOString().slice(0, 19).replace('T', ' ');
  const { name = '', description = '' } = others;
  saveTree(ctid, [...tree, { id, name, description, date, current: true }]);
  say(0, `Snapshot ${id} has been successfully created`);
}

async function snapshotSwitch(ctid, args) {
  const { others } = read(args, ['id', 'skip-resume', 'must-resume', 'skip-config']);
  needsImage(ctid, 159);
  const id = idOf(others);
  const tree = readTree(ctid);
  if (!tree.some((one) => one.id === id)) refuse(159, `Unable to find snapshot by uuid ${id}`);
  const run = runOf(ctid);
  if (run) {
    kill(run.pid, 'SIGKILL');
    await ended(ctid, 10_000, 20);
    umount(ctid);
  }
  const folder = snapshotOf(ctid, id);
  rmSync(filesOf(ctid), { recursive: true });
  spawnSync('cp', ['-a', join(folder, 'files'), filesOf(ctid)]);
  writeFileSync(confOf(ctid), readFileSync(join(folder, 've.conf')));
  saveTree(
    ctid,
    tree.map((one) => ({ ...one, current: one.id === id })),
  );
  if (existsSync(join(folder, 'dump'))) await start(ctid);
  say(0, `Switched to snapshot ${id}`);
}

function snapshotDelete(ctid, args) {
  const { others } = read(args, ['id']);
  needsImage(ctid, 158);
  const id = idOf(others);
  const tree = readTree(ctid);
  if (!tree.some((one) => one.id === id)) refuse(158, `Unable to find snapshot by uuid ${id}`);
  rmSync(snapshotOf(ctid, id), { recursive: true, force: true });
  saveTree(
    ctid,
    tree.filter((one) => one.id !== id),
  );
}

function snapshotList(ctid, args) {
  needsImage(ctid, 167);
  const fields = {
    uuid: 'id',
    id: 'id',
    name: 'name',
    desc: 'description',
    date: 'date',
    current: 'current',
  };
  const chosen = (args[args.indexOf('-o') + 1] ?? 'uuid').split(',');
  for (const one of readTree(ctid)) {
    process.stdout.write(`${chosen.map((field) => String(one[fields[field]] ?? '').padEnd(38)).join(' ')}\n`);
  }
}

// --- inside ---

function exec(ctid, args, keepsCode) {
  const run = runOf(ctid);
  if (!run) {
    say(-1, 'Container is not running');
    return keepsCode ? 31 : 8;
  }
  const { status: code } = inContainer(run.pid, ['sh', '-c', args.join(' ')], { stdio: 'inherit' });
  return keepsCode ? (code ?? 255) : code === 0 ? 0 : 8;
}

async function enter(ctid) {
  const run = runOf(ctid) ?? refuse(31, 'Container is not running');
  process.stdout.write(`entered into CT ${ctid}\n`);
  // What is typed is the shell's alone: a signal from the terminal ends that, not this.
  for (const signal of ['SIGINT', 'SIGQUIT']) process.on(signal, () => undefined);
  const code = await besideContainer(run.pid, ['sh', '-l']);
  process.stdout.write(`exited from CT ${ctid}\n`);
  return code;
}

const WITHOUT_LOCK = ['exec', 'exec2', 'enter', 'console', 'status'];
const COMMANDS = {
  status,
  create,
  set,
  start,
  stop,
  destroy,
  delete: destroy,
  mount: (ctid) => (isMounted(ctid) ? say(0, 'Container is already mounted') : mount(ctid)),
  umount: (ctid) => {
    if (runOf(ctid)) refuse(32, 'Container is running -- stop it first');
    if (!isMounted(ctid)) refuse(40, 'CT is not mounted');
    umount(ctid);
  },
  restart: async (ctid, args) => {
    say(0, 'Restarting container');
    if (runOf(ctid)) await stop(ctid, args);
    await start(ctid);
  },
  suspend: checkpoint,
  chkpnt: checkpoint,
  resume,
  restore: resume,
  snapshot,
  'snapshot-switch': snapshotSwitch,
  'snapshot-delete': snapshotDelete,
  'snapshot-list': snapshotList,
  exec: (ctid, args) => exec(ctid, args, false),
  exec2: (ctid, args) => exec(ctid, args, true),
  enter,
  console: async (ctid) => {
    if (!isOpenvzKernel) refuse(3, 'Error in VE_CONFIGURE_OPEN_TTY: Bad file descriptor');
    return enter(ctid);
  },
};

async function main(argv) {
  const words = [...argv];
  let isQuiet = false;
  while (words[0] === '--quiet' || words[0] === '--verbose') isQuiet = words.shift() === '--quiet' || isQuiet;
  if (words[0] === '--version') {
    process.stdout.write('vzctl version 4.11.1\n');
    return 0;
  }
  const [command, who, ...args] = words;
  const run = COMMANDS[command];
  if (!run) {
    process.stderr.write(`Bad command: ${command}\n`);
    return 20;
  }
  const ctid = /^(\d+|[0-9a-f-]{36})$/.test(who ?? '') ? who : ctidByName(who ?? '');
  if (ctid === undefined) {
    if (!isQuiet) process.stderr.write(`Bad CT ID ${who}\n`);
    return 21;
  }
  speakOf(ctid, isQuiet);
  if (!existsSync(confOf(ctid)) && command !== 'create' && command !== 'status') {
    say(-1, 'Container config file does not exist');
    return 14;
  }
  if (!isOpenvzKernel) say(0, 'Directory /proc/vz not found, assuming non-OpenVZ kernel');
  let unlock = () => undefined;
  try {
    if (!WITHOUT_LOCK.includes(command)) {
      unlock = lock(ctid);
      process.on('SIGTERM', () => {
        process.stderr.write('\nCancelling...\n');
        unlock();
        process.exit(255);
      });
    }
    await fault(command);
    return (await run(ctid, args)) ?? 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    say(-1, error.message);
    return error.code;
  } finally {
    unlock();
  }
}

process.exitCode = await main(process.argv.slice(2));
