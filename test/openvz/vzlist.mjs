// A stand-in for vzlist of vzctl 4.11: its options, its fields, and its JSON, in which no string is escaped.
import {
  confOf,
  ctidByName,
  ctids,
  dumpOf,
  existsSync,
  isMounted,
  isOpenvzKernel,
  privateOf,
  processesOf,
  readConf,
  readOr,
  runOf,
} from './computer.mjs';

const string = (value) => (value === undefined || value === '' ? 'null' : `"${value}"`);
const list = (value) =>
  `[${(value ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .map((one) => `"${one}"`)
    .join(', ')}]`;
const number = (value) => String(Number(value ?? 0) || 0);

function pagesOf(text) {
  const [barrier = '0', limit = barrier] = (text ?? '0').split(':');
  const one = (value) => {
    const match = /^(\d+)([TGMK]?)$/i.exec(value);
    if (!match) return '9223372036854775807';
    return String(
      (Number(match[1]) * { '': 4096, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }[match[2]]) / 4096,
    );
  };
  return [one(barrier), one(limit)];
}

function counter(text, held) {
  const [barrier, limit] = pagesOf(text);
  const fields = { held, maxheld: held, barrier, limit, failcnt: 0 };
  const lines = Object.entries(fields).map(([key, value]) => `      "${key}": ${value}`);
  return `{\n${lines.join(',\n')}\n    }`;
}

function heldPages(run) {
  if (!run) return 0;
  return processesOf(run.pid).reduce(
    (sum, pid) => sum + (Number(readOr(`/proc/${pid}/statm`).split(' ')[1]) || 0),
    0,
  );
}

function statusOf(ctid) {
  if (isOpenvzKernel && runOf(ctid)) return 'running';
  if (isMounted(ctid)) return 'mounted';
  return existsSync(dumpOf(ctid)) ? 'suspended' : 'stopped';
}

/** Each field: how it is written in JSON. */
const FIELDS = {
  ctid: ({ ctid }) => ctid,
  veid: ({ ctid }) => ctid,
  vpsid: ({ ctid }) => ctid,
  private: ({ ctid }) => string(privateOf(ctid)),
  hostname: ({ conf }) => string(conf.HOSTNAME),
  name: ({ conf }) => string(conf.NAME),
  description: ({ conf }) => string(conf.DESCRIPTION),
  ostemplate: ({ conf }) => string(conf.OSTEMPLATE),
  ip: ({ conf }) => list(conf.IP_ADDRESS),
  nameserver: ({ conf }) => list(conf.NAMESERVER),
  searchdomain: ({ conf }) => list(conf.SEARCHDOMAIN),
  status: ({ ctid }) => string(statusOf(ctid)),
  physpages: ({ conf, run }) => counter(conf.PHYSPAGES, heldPages(run)),
  swappages: ({ conf }) => counter(conf.SWAPPAGES, 0),
  laverage: ({ run }) => (run ? '[0.00, 0.01, 0.05]' : 'null'),
  uptime: ({ run }) => (run ? ((Date.now() - run.since) / 1000).toFixed(3) : '0.000'),
  cpulimit: ({ conf }) => number(conf.CPULIMIT),
  cpuunits: ({ conf }) => number(conf.CPUUNITS),
  cpus: ({ conf }) => number(conf.CPUS),
  onboot: ({ conf }) => ({ yes: 'true', no: 'false' })[conf.ONBOOT] ?? 'null',
  layout: ({ conf }) => string(conf.VE_LAYOUT),
};

function main(argv) {
  const options = new Set();
  let fields = ['ctid', 'status', 'ip', 'hostname'];
  const wanted = [];
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-o') fields = (words.shift() ?? '').split(',');
    else if (word.startsWith('-')) for (const letter of word.slice(1)) options.add(letter);
    else wanted.push(/^\d+$/.test(word) ? word : ctidByName(word));
  }
  if (options.has('L')) {
    for (const field of Object.keys(FIELDS))
      console.log(`${field.padEnd(15)} ${field.toUpperCase().padEnd(15)}`);
    return 0;
  }
  const unknown = fields.find((field) => !FIELDS[field]);
  if (unknown !== undefined) {
    console.error(`Unknown field: ${unknown}`);
    return 1;
  }
  if (wanted.some((ctid) => ctid === undefined)) {
    console.error('CT ID is invalid.');
    return 1;
  }
  if (!isOpenvzKernel) {
    console.error('Unable to open /proc/vz/veinfo: No such file or directory');
    if (!options.has('S')) {
      console.error('Unable to open /proc/user_beancounters: No such file or directory');
      return wanted.length > 0 ? 1 : 0;
    }
  }
  const isShown = (ctid) => {
    if (wanted.length > 0 && !wanted.includes(ctid)) return false;
    const isRunning = statusOf(ctid) === 'running';
    if (options.has('S')) return !isRunning;
    return existsSync(privateOf(ctid)) && (isRunning || options.has('a') || wanted.length > 0);
  };
  const shown = ctids().filter(isShown);
  if (options.has('j')) {
    if (shown.length === 0) {
      console.log(wanted.length > 0 ? '[]' : '[ ]');
      return wanted.length > 0 ? 1 : 0;
    }
    const objects = shown.map((ctid) => {
      const one = { ctid, conf: readConf(confOf(ctid)), run: runOf(ctid) };
      return `  {\n${fields.map((field) => `    "${field}": ${FIELDS[field](one)}`).join(',\n')}\n  }`;
    });
    console.log(`[\n${objects.join(',\n')}\n]`);
    return 0;
  }
  if (shown.length === 0) console.error('Container(s) not found');
  if (!options.has('H')) console.log(fields.map((field) => field.toUpperCase().padStart(10)).join(' '));
  for (const ctid of shown) {
    const one = { ctid, conf: readConf(confOf(ctid)), run: runOf(ctid) };
    console.log(
      fields
        .map((field) =>
          FIELDS[field](one)
            .replace(/^"(.*)"$/, '$1')
            .padStart(10),
        )
        .join(' '),
    );
  }
  return 0;
}

process.exitCode = main(process.argv.slice(2));
