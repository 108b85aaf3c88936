import { LineEditor } from './line-editor';
import type { System } from './systems';

/** What a shell may know and do of its machine. */
export interface ShellHost {
  readonly name: string;
  readonly system: System;
  /** In bytes. */
  readonly memory: number;
  readonly cpus: number;
  readonly addresses: readonly string[];
  readonly write: (text: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly bootedAt: () => number;
  /** Calls back after so many ms of the guest's time; returns the function that calls it off. */
  readonly after: (milliseconds: number, then: () => void) => () => void;
  /** Whether what was written waits to be read. */
  readonly isCongested: () => boolean;
  /** What was copied, here or outside. */
  readonly clipboard: () => string;
  readonly copy: (text: string) => void;
  readonly powerOff: () => void;
  readonly reboot: () => void;
}

const MIB = 1024 * 1024;
/** How many lines `seq` writes before it lets others go on. */
const BURST = 500;

type Command = (args: readonly string[], shell: Shell) => string;

const COMMANDS: Readonly<Record<string, Command>> = {
  help: () => `Commands: ${[...Object.keys(COMMANDS), 'exit'].sort().join(' ')}\n`,
  uname: (args, { host }) => {
    const { name, release, machine } = host.system.kernel;
    const parts = { s: name, n: hostname(host.name), r: release, m: machine };
    const flags = args.join('').replace(/-/g, '') || 's';
    const wanted = flags.includes('a') ? 'snrm' : flags;
    return `${(['s', 'n', 'r', 'm'] as const).flatMap((key) => (wanted.includes(key) ? [parts[key]] : [])).join(' ')}\n`;
  },
  hostname: (_args, { host }) => `${hostname(host.name)}\n`,
  whoami: () => 'root\n',
  pwd: () => '/root\n',
  ls: (_args, { files }) => `${Object.keys(files).sort().join('  ')}\n`,
  cat: (args, { files }) =>
    args.map((file) => files[file] ?? `cat: ${file}: No such file or directory\n`).join(''),
  echo: (args) => `${args.join(' ')}\n`,
  date: (_args, { host }) => `${new Date(host.now()).toUTCString()}\n`,
  uptime: (_args, { host }) => `${uptime(host)}\n`,
  free: (_args, { host }) => {
    const total = Math.round(host.memory / MIB);
    const used = Math.round(total / 4);
    const row = (label: string, ...cells: readonly (number | string)[]): string =>
      `${label.padEnd(6)}${cells.map((cell) => String(cell).padStart(10)).join('')}\n`;
    return row('', 'total', 'used', 'free') + row('Mem:', total, used, total - used);
  },
  nproc: (_args, { host }) => `${host.cpus}\n`,
  ip: (_args, { host }) => {
    const lines = host.addresses.map(
      (address) => `    ${address.includes(':') ? 'inet6' : 'inet'} ${address}`,
    );
    return `1: lo: <LOOPBACK,UP>\n    inet 127.0.0.1\n2: eth0: <BROADCAST,UP>\n${lines.map((line) => `${line}\n`).join('')}`;
  },
  history: (_args, shell) =>
    shell.past.map((line, at) => `${String(at + 1).padStart(5)}  ${line}\n`).join(''),
  seq: ([count = ''], shell) => {
    const last = /^\d{1,9}$/.test(count) ? Number(count) : 0;
    if (last === 0) return 'seq: say how many, for example: seq 1000\n';
    shell.run(sequence(last, shell));
    return '';
  },
  sleep: ([seconds = ''], shell) => {
    const milliseconds = Number(seconds) * 1000;
    if (!(milliseconds >= 0)) return 'sleep: say how many seconds\n';
    shell.run({ begin: (done) => shell.host.after(milliseconds, done) });
    return '';
  },
  top: (_args, shell) => {
    shell.run(top(shell));
    return '';
  },
  clear: () => '\x1b[H\x1b[2J',
  copy: (args, { host }) => {
    host.copy(args.join(' '));
    return '';
  },
  paste: (_args, { host }) => `${host.clipboard()}\n`,
  poweroff: (_args, { host }) => {
    host.powerOff();
    return '';
  },
  reboot: (_args, { host }) => {
    host.reboot();
    return '';
  },
};

/** A command that takes its time. `begin` returns the function that breaks it off. */
interface Program {
  begin(done: () => void): () => void;
  /** A key while it runs; Ctrl+C always breaks it off. */
  key?(key: string, done: () => void): void;
}

function sequence(last: number, { host }: Shell): Program {
  return {
    begin: (done) => {
      let next = 1;
      let cancel = (): void => undefined;
      const burst = (): void => {
        if (!host.isCongested()) {
          const end = Math.min(last, next + BURST - 1);
          host.write(Array.from({ length: end - next + 1 }, (_, at) => `${next + at}\r\n`).join(''));
          next = end + 1;
        }
        if (next > last) done();
        else cancel = host.after(host.isCongested() ? 10 : 0, burst);
      };
      burst();
      return () => cancel();
    },
  };
}

function top({ host }: Shell): Program {
  return {
    begin: () => {
      let cancel = (): void => undefined;
      const show = (): void => {
        const second = Math.floor(host.now() / 1000);
        const load = (at: number): string => (((second * (at + 3)) % 17) / 10).toFixed(1).padStart(5);
        const rows = ['init', 'sshd', 'paddock-demo', 'sh'].map(
          (name, at) => `${String(at * 41 + 1).padStart(6)} root  ${load(at)}  ${name}\r\n`,
        );
        host.write(
          `\x1b[H\x1b[2Jtop -${uptime(host)}\r\n\r\n   PID USER   %CPU  COMMAND\r\n${rows.join('')}\r\nq leaves\r\n`,
        );
        cancel = host.after(1000, show);
      };
      show();
      return () => cancel();
    },
    key: (key, done) => {
      if (key === 'q') done();
    },
  };
}

function uptime(host: ShellHost): string {
  const seconds = Math.max(0, Math.floor((host.now() - host.bootedAt()) / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const clock = `${Math.floor((seconds % 86_400) / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  const time = new Date(host.now()).toISOString().slice(11, 19);
  return ` ${time} up ${days > 0 ? `${days} days, ` : ''}${clock},  load average: 0.08, 0.03, 0.01`;
}

/** A machine's name as a host name: what a prompt can bear. */
export function hostname(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'machine'
  );
}

/** The words of a line; quotes keep blanks together. */
function words(line: string): string[] {
  const found = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return found.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

/** A small shell: a prompt, the editing of lines, commands of which some take their time, log-out and log-in. */
export class Shell {
  readonly files: Readonly<Record<string, string>>;
  readonly #editor: LineEditor;
  #isLoggedIn = true;
  #breakOff: (() => void) | null = null;
  #program: Program | null = null;

  constructor(readonly host: ShellHost) {
    this.files = {
      'hello.txt': 'This machine is simulated. Nothing here can break.\n',
      'os-release': `PRETTY_NAME="${host.system.title}"\n`,
      'todo.md': '- water the plants\n- rotate the logs\n',
    };
    this.#editor = new LineEditor(host.write, {
      line: (line) => this.#line(line),
      interrupt: () => this.#prompt(),
      endOfInput: () => this.#logOut(),
    });
  }

  get past(): readonly string[] {
    return this.#editor.history;
  }

  /** Greets and waits for a line. */
  begin(): void {
    const { write, system, name } = this.host;
    write(`\r\n${system.title} ${hostname(name)}\r\n\r\nType "help" for what can be done here.\r\n`);
    this.#prompt();
  }

  /** What was typed, or pasted. */
  type(text: string): void {
    for (const key of text) {
      if (!this.#program) this.#editor.key(key);
      else if (key === '\x03') {
        this.host.write('^C\r\n');
        this.#finish();
      } else this.#program.key?.(key, () => this.#finish());
    }
  }

  /** Runs a command that takes its time; the prompt comes back at its end. */
  run(program: Program): void {
    this.#program = program;
    let isOver = false;
    const breakOff = program.begin(() => {
      isOver = true;
      if (this.#program === program) this.#finish();
    });
    if (!isOver) this.#breakOff = breakOff;
  }

  /** Breaks off what runs. */
  end(): void {
    this.#breakOff?.();
    this.#breakOff = null;
    this.#program = null;
  }

  #finish(): void {
    this.end();
    this.#prompt();
  }

  #prompt(): void {
    const host = hostname(this.host.name);
    if (!this.#isLoggedIn) this.#editor.prompt(`${host} login: `);
    else if (this.host.system.family === 'windows') this.#editor.prompt('PS C:\\> ');
    else this.#editor.prompt(`\x1b[32mroot@${host}\x1b[0m:~# `);
  }

  #logOut(): void {
    this.host.write('logout\r\n\r\n');
    this.#isLoggedIn = false;
    this.#prompt();
  }

  #line(line: string): void {
    const [name, ...args] = words(line);
    if (!this.#isLoggedIn) {
      this.#isLoggedIn = name !== undefined; // any name will do
      this.#prompt();
      return;
    }
    if (name === 'exit' || name === 'logout') return this.#logOut();
    if (name !== undefined) {
      const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
      const answer = command ? command(args, this) : `${name}: command not found\n`;
      this.host.write(answer.replace(/\n/g, '\r\n'));
    }
    if (!this.#program && name !== 'poweroff' && name !== 'reboot') this.#prompt();
  }
}
