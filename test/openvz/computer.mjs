// What the stand-ins for OpenVZ's programs have in common: the files and the containers of one make-believe computer, whose
// folder OPENVZ_WORLD names. Containers are namespaces with a real init, so that what is done to them is really done.
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

const WORLD = process.env.OPENVZ_WORLD ?? '';
if (WORLD === '') {
  console.error('OPENVZ_WORLD is not set');
  process.exit(3);
}

export const paths = {
  conf: join(WORLD, 'etc/vz/conf'),
  names: join(WORLD, 'etc/vz/names'),
  settings: join(WORLD, 'etc/vz/vz.conf'),
  private: join(WORLD, 'vz/private'),
  root: join(WORLD, 'vz/root'),
  locks: join(WORLD, 'vz/lock'),
  dumps: join(WORLD, 'vz/dump'),
  templates: join(WORLD, 'vz/template/cache'),
  log: join(WORLD, 'log'),
  /** What a plain kernel's vzctl notes of first processes, and what this one keeps for itself. */
  pids: join(WORLD, 'vepid'),
  runs: join(WORLD, 'runs'),
  mounts: join(WORLD, 'mounts'),
  faults: join(WORLD, 'faults'),
};

/** Whether the kernel is OpenVZ's: then it has this folder. */
export const isOpenvzKernel = existsSync(join(WORLD, 'proc/vz'));

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// --- words ---

let quiet = false;
let about = '';
export function speakOf(ctid, isQuiet) {
  about = ctid;
  quiet = isQuiet;
}

/** As vzctl's logger: what is wrong (-1) to stderr, all else to stdout, all of it into the log. */
export function say(level, text) {
  if (!quiet) (level < 0 ? process.stderr : process.stdout).write(`${text}\n`);
  appendFileSync(paths.log, `${new Date().toISOString().slice(0, 19)}+0000 vzctl : CT ${about} : ${text}\n`);
}

/** Ends a call with an exit code of OpenVZ's. */
export class Refused extends Error {
  constructor(code, text) {
    super(text);
    this.code = code;
  }
}
export const refuse = (code, text) => {
  throw new Refused(code, text);
};

// --- configurations ---

export const confOf = (ctid) => join(paths.conf, `${ctid}.conf`);
export const privateOf = (ctid) => join(paths.private, String(ctid));
export const rootOf = (ctid) => join(paths.root, String(ctid));
export const dumpOf = (ctid) => join(paths.dumps, `Dump.${ctid}`);

export function readConf(path) {
  const values = {};
  if (!existsSync(path)) return values;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const match = /^\s*([A-Z_a-z]+)=(?:"(.*)"|(\S*))\s*$/.exec(line.replace(/\\(.)/g, '$1'));
    if (match) values[match[1]] ??= match[2] ?? match[3];
  }
  return values;
}

/** Puts values into a configuration, each where its key stands or at the end. */
export function saveConf(path, values) {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').replace(/\n$/, '').split('\n') : [];
  for (const [key, value] of Object.entries(values)) {
    const line = `${key}="${value}"`;
    const at = lines.findIndex((one) => one.startsWith(`${key}=`));
    if (at < 0) lines.push(line);
    else lines[at] = line;
  }
  writeFileSync(`${path}.tmp`, `${lines.join('\n')}\n`);
  renameSync(`${path}.tmp`, path);
}

export const ctids = () =>
  readdirSync(paths.conf)
    .flatMap((name) => /^(\d+|[0-9a-f-]{36})\.conf$/.exec(name)?.[1] ?? [])
    .filter((ctid) => ctid !== '0')
    .sort((one, other) => Number(one) - Number(other));

export function ctidByName(name) {
  try {
    return /^([^.]+)\.conf$/.exec(basename(readlinkSync(join(paths.names, name))))?.[1];
  } catch {
    return undefined;
  }
}

export function assignName(ctid, name) {
  const old = readConf(confOf(ctid)).NAME;
  const owner = ctidByName(name);
  if (owner !== undefined && owner !== ctid)
    refuse(131, `Conflict: name ${name} already used by container ${owner}`);
  rmSync(join(paths.names, name), { force: true });
  symlinkSync(confOf(ctid), join(paths.names, name));
  if (old !== undefined && old !== name && ctidByName(old) === ctid) unlinkSync(join(paths.names, old));
  say(0, `Name ${name} assigned`);
}

export function forgetNames(ctid) {
  for (const name of readdirSync(paths.names))
    if (ctidByName(name) === ctid) unlinkSync(join(paths.names, name));
}

export const layoutOf = (ctid) => readConf(confOf(ctid)).VE_LAYOUT ?? 'simfs';
/** Where a container's files are: with the layout ploop within what stands for its image. */
export const filesOf = (ctid) =>
  layoutOf(ctid).startsWith('ploop') ? join(privateOf(ctid), 'root.hdd/files') : privateOf(ctid);

// --- locks ---

/** Takes the lock as vzctl does: a file with the number of the process, put in place by a link; a dead one's is taken away. */
export function lock(ctid) {
  mkdirSync(paths.locks, { recursive: true });
  const file = join(paths.locks, `${ctid}.lck`);
  const own = `${file}${process.pid}`;
  writeFileSync(own, `${process.pid}\n\n`);
  try {
    for (let tries = 0; tries < 3; tries++) {
      try {
        linkSync(own, file);
        return () => rmSync(file, { force: true });
      } catch {
        const pid = Number.parseInt(existsSync(file) ? readFileSync(file, 'utf8') : '', 10);
        if (pid > 0 && existsSync(`/proc/${pid}`)) {
          const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
          say(-1, `Locked by: pid ${pid}, cmdline ${command}`);
          refuse(9, 'Container already locked');
        }
        rmSync(file, { force: true });
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
  return refuse(3, 'Unable to lock container');
}

// --- faults ---

/** What a test has laid ready for the next call of a command: `CODE words`, `slow MS`, or `later` before one for that after it. */
export async function fault(command) {
  const file = join(paths.faults, command);
  if (!existsSync(file)) return;
  const [what = '', ...words] = readFileSync(file, 'utf8').trim().split(' ');
  rmSync(file, { force: true });
  if (what === 'later') writeFileSync(file, words.join(' '));
  else if (what === 'slow') await pause(Number(words[0]));
  else refuse(Number(what), words.join(' ') || 'As the test wants it');
}

// --- processes ---

/** The first process of a container: its number and when it was started; nothing where it does not run. */
export function runOf(ctid) {
  const file = join(paths.runs, String(ctid));
  if (!existsSync(file)) return undefined;
  const run = JSON.parse(readFileSync(file, 'utf8'));
  return isAlive(run.pid) ? run : undefined;
}

/** Notes whether a container is frozen, which only prlctl tells. */
export function noteFrozen(ctid, isFrozen) {
  const run = runOf(ctid);
  if (run) writeFileSync(join(paths.runs, String(ctid)), JSON.stringify({ ...run, isFrozen }));
}

function isAlive(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

export const isMounted = (ctid) => existsSync(join(paths.mounts, String(ctid)));
export function mount(ctid) {
  mkdirSync(paths.mounts, { recursive: true });
  writeFileSync(join(paths.mounts, String(ctid)), '');
  say(0, 'Container is mounted');
}
export function umount(ctid) {
  rmSync(join(paths.mounts, String(ctid)), { force: true });
  say(0, 'Container is unmounted');
}

/** Starts the init of a container in namespaces of its own, with its files as its root. */
export async function launch(ctid) {
  const files = filesOf(ctid);
  if (!existsSync(join(files, 'sbin/init'))) refuse(47, '/sbin/init not found');
  const inside = 'mount -t proc proc "$1/proc" 2>/dev/null; exec chroot "$1" /sbin/init';
  const args = ['--mount', '--uts', '--ipc', '--net', '--pid', '--fork', '--kill-child'];
  const child = spawn('unshare', [...args, 'sh', '-c', inside, 'init', files], {
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  for (let tries = 0; tries < 100; tries++) {
    const children = readOr(`/proc/${child.pid}/task/${child.pid}/children`).trim();
    const [pid] = children.split(' ');
    if (
      pid &&
      readOr(`/proc/${pid}/cmdline`).includes('init') &&
      !readOr(`/proc/${pid}/cmdline`).includes('chroot')
    ) {
      mkdirSync(paths.runs, { recursive: true });
      writeFileSync(join(paths.runs, String(ctid)), JSON.stringify({ pid: Number(pid), since: Date.now() }));
      if (!isOpenvzKernel) {
        mkdirSync(paths.pids, { recursive: true });
        writeFileSync(join(paths.pids, String(ctid)), pid);
      }
      const name = readConf(confOf(ctid)).HOSTNAME;
      if (name) inContainer(Number(pid), ['hostname', name], { stdio: 'ignore' });
      return;
    }
    await pause(10);
  }
  refuse(7, 'Container start failed');
}

export function readOr(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

const ENVIRONMENT = { PATH: '/bin:/sbin:/usr/bin:/usr/sbin', HOME: '/root', USER: 'root', LOGNAME: 'root' };
const entering = (pid) => [
  '-t',
  String(pid),
  '--mount',
  '--uts',
  '--ipc',
  '--net',
  '--pid',
  '--root',
  '--wd',
];

/** Runs a command inside, and answers with how it ended. */
export function inContainer(pid, command, options) {
  const env = { ...ENVIRONMENT, ...(process.env.TERM && { TERM: process.env.TERM }) };
  return spawnSync('nsenter', [...entering(pid), ...command], { env, ...options });
}

/** The same, while this program goes on; for shells, whose terminal is passed on. */
export function besideContainer(pid, command) {
  const env = { ...ENVIRONMENT, ...(process.env.TERM && { TERM: process.env.TERM }) };
  const child = spawn('nsenter', [...entering(pid), ...command], { env, stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? (signal ? 255 : 0))));
}

/** All processes of a container, on the host's side. */
export function processesOf(pid) {
  const space = readlinkSync(`/proc/${pid}/ns/pid`);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => {
      try {
        return readlinkSync(`/proc/${one}/ns/pid`) === space;
      } catch {
        return false;
      }
    });
}

export const kill = (pid, signal) => {
  try {
    process.kill(pid, signal);
  } catch {
    // it is gone
  }
};

/** Waits until a container has ended; whether it has. */
export async function ended(ctid, limitMs, everyMs) {
  for (const end = Date.now() + limitMs; Date.now() < end;) {
    await pause(everyMs);
    if (!runOf(ctid)) return true;
  }
  return false;
}

export {
  existsSync,
  join,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  spawnSync,
  statSync,
  writeFileSync,
};
