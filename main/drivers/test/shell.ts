import { PassThrough, Writable } from 'node:stream';
import type { TextConsole } from '../../drivers/driver';

/** What a shell may know and do of its machine. */
export interface ShellHost {
  readonly hostname: string;
  readonly system: string;
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly startedAt: number;
  powerOff(): void;
  reboot(): void;
}

const PROMPT = (host: ShellHost): string => `\x1b[32mroot@${slug(host.hostname)}\x1b[0m:~# `;
const FILES: Readonly<Record<string, string>> = {
  'hello.txt': 'This machine is simulated. Nothing here can break.\n',
  'todo.md': '- water the plants\n- rotate the logs\n',
};

type Command = (args: readonly string[], host: ShellHost) => string;

const COMMANDS: Readonly<Record<string, Command>> = {
  help: () => `Commands: ${Object.keys(COMMANDS).sort().join(' ')}\n`,
  uname: (args, host) =>
    args.includes('-r') ? '6.1.0-demo\n' : `Linux ${slug(host.hostname)} 6.1.0-demo x86_64 GNU/Linux\n`,
  hostname: (_args, host) => `${slug(host.hostname)}\n`,
  whoami: () => 'root\n',
  ls: () => `${Object.keys(FILES).join('  ')}\n`,
  cat: (args) => args.map((file) => FILES[file] ?? `cat: ${file}: No such file or directory\n`).join(''),
  echo: (args) => `${args.join(' ')}\n`,
  date: () => `${new Date().toString()}\n`,
  uptime: (_args, host) =>
    ` up ${Math.floor((Date.now() - host.startedAt) / 1000)} s,  load average: 0.08, 0.03, 0.01\n`,
  free: (_args, host) => {
    const mib = Math.round(host.memoryBytes / 1024 / 1024);
    return `               total        used        free\nMem: ${String(mib).padStart(15)} ${String(Math.round(mib / 4)).padStart(11)} ${String(mib - Math.round(mib / 4)).padStart(11)}\n`;
  },
  nproc: (_args, host) => `${host.cpus}\n`,
  clear: () => '\x1b[2J\x1b[H',
  poweroff: (_args, host) => {
    setTimeout(() => host.powerOff(), 300);
    return 'The system will power off now!\n';
  },
  reboot: (_args, host) => {
    setTimeout(() => host.reboot(), 300);
    return 'The system will reboot now!\n';
  },
};

/** What the serial line showed while the machine came up. */
export function bootMessages(host: ShellHost): string {
  const lines = [
    `Linux version 6.1.0-demo (${host.system})`,
    `Command line: console=ttyS0 root=/dev/vda1`,
    `Memory: ${Math.round(host.memoryBytes / 1024)}K available`,
    `smp: Brought up 1 node, ${host.cpus} CPUs`,
    'virtio_blk virtio0: [vda] 67108864 512-byte logical blocks',
    'EXT4-fs (vda1): mounted filesystem with ordered data mode',
    'systemd[1]: Reached target Multi-User System.',
  ];
  const stamped = lines.map((line, at) => `[${(at * 0.31).toFixed(6).padStart(12)}] ${line}\r\n`);
  return `${stamped.join('')}\r\n${host.system} ${slug(host.hostname)} ttyS0\r\n\r\n`;
}

/** A name as a host name: what a shell's prompt can bear. */
function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'machine'
  );
}

/** A small shell on a serial line: prompt, echo, backspace, Ctrl+C, Ctrl+L, Ctrl+U, history by the arrow keys. */
export class SimulatedShell implements TextConsole {
  readonly history: Uint8Array;
  readonly output = new PassThrough();
  readonly input: Writable;
  #line = '';
  #past: string[] = [];
  #at = 0;

  constructor(private readonly host: ShellHost) {
    this.history = Buffer.from(
      `${bootMessages(host)}Type “help” for what can be done here.\r\n${PROMPT(host)}`,
    );
    this.input = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.#type(chunk.toString('utf8'));
        done();
      },
    });
  }

  close(): void {
    this.output.end();
  }

  #type(text: string): void {
    for (const key of text.match(/\x1b\[[A-D]|[\s\S]/g) ?? []) this.#press(key);
  }

  #press(key: string): void {
    switch (key) {
      case '\r':
      case '\n':
        return this.#enter();
      case '\x7f':
      case '\b':
        if (this.#line === '') return;
        this.#line = [...this.#line].slice(0, -1).join('');
        return this.#say('\b \b');
      case '\x03':
        this.#line = '';
        return this.#say(`^C\r\n${PROMPT(this.host)}`);
      case '\x0c':
        return this.#say(`\x1b[2J\x1b[H${PROMPT(this.host)}${this.#line}`);
      case '\x15':
        return this.#replace('');
      case '\x1b[A':
      case '\x1b[B':
        this.#at = Math.max(0, Math.min(this.#past.length, this.#at + (key === '\x1b[A' ? -1 : 1)));
        return this.#replace(this.#past[this.#at] ?? '');
      default:
        if (key < ' ' || key.startsWith('\x1b')) return;
        this.#line += key;
        this.#say(key);
    }
  }

  #replace(line: string): void {
    this.#line = line;
    this.#say(`\r\x1b[K${PROMPT(this.host)}${line}`);
  }

  #enter(): void {
    const line = this.#line.trim();
    this.#line = '';
    const [name = '', ...args] = line.split(/\s+/);
    let answer = '';
    if (line !== '') {
      this.#past.push(line);
      const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
      answer = command ? command(args, this.host) : `-bash: ${name}: command not found\n`;
    }
    this.#at = this.#past.length;
    this.#say(`\r\n${answer.replace(/\n/g, '\r\n')}${PROMPT(this.host)}`);
  }

  #say(text: string): void {
    if (!this.output.writableEnded) this.output.write(text);
  }
}
