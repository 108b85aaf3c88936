import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, copyFileSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What one of a person's processes looks like from outside. */
export interface Process {
  readonly type: string;
  readonly args: readonly string[];
  /** The kernel's word for a filter on system calls: 0 none, 2 filtered. */
  readonly seccomp: number;
}

/** How a program that a person started came out, and every process of theirs that was seen meanwhile. */
export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly seen: readonly Process[];
}

/** An ordinary user of this computer, made for a test. */
export class Person {
  readonly name = `pdk${process.pid}`;
  readonly home: string;
  readonly #uid: number;

  constructor() {
    const parent = mkdtempSync(join(tmpdir(), 'paddock-person-'));
    execFileSync('chmod', ['755', parent]);
    this.home = join(parent, 'home');
    execFileSync('useradd', ['--create-home', '--home-dir', this.home, '--shell', '/bin/sh', this.name]);
    this.#uid = lstatSync(this.home).uid;
  }

  /** Runs a program as this person, on the tests' display, with nothing else of the environment. */
  run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
    const variables = Object.entries({ ...this.#session(), ...env }).map(([name, value]) => `${name}=${value}`);
    const command = ['-u', this.name, '--', 'env', '-i', ...variables, program, ...args];
    const child = spawn('runuser', command, { cwd: this.home, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += String(text)));
    const seen = new Map<string, Process>();
    const watch = setInterval(() => {
      for (const one of this.#processes()) seen.set(`${one.type} ${one.seccomp} ${one.args.join(' ')}`, one);
    }, 25);
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => {
        clearInterval(watch);
        resolve({ code, output, seen: [...seen.values()] });
      });
    });
  }

  /** Everything in the person's home folder. */
  files(): string[] {
    return readdirSync(this.home, { recursive: true, encoding: 'utf8' }).sort();
  }

  /** Takes the user away with all they have. */
  remove(): void {
    spawnSync('userdel', ['--force', this.name]);
    rmSync(join(this.home, '..'), { recursive: true, force: true });
  }

  #session(): Record<string, string> {
    const session: Record<string, string> = {
      HOME: this.home,
      USER: this.name,
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'C.UTF-8',
      DISPLAY: process.env.DISPLAY ?? '',
    };
    if (process.env.XAUTHORITY) {
      const copy = join(this.home, '.Xauthority');
      copyFileSync(process.env.XAUTHORITY, copy);
      chownSync(copy, this.#uid, this.#uid);
      session.XAUTHORITY = copy;
    }
    return session;
  }

  #processes(): Process[] {
    return readdirSync('/proc').flatMap((pid) => {
      if (!/^\d+$/.test(pid)) return [];
      try {
        if (lstatSync(`/proc/${pid}`).uid !== this.#uid) return [];
        // Chromium's own processes rewrite their command line with spaces between the words.
        const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split(/[\0 ]/).filter(Boolean);
        const seccomp = /^Seccomp:\s+(\d)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        const type = args.find((one) => one.startsWith('--type='))?.slice('--type='.length) ?? 'main';
        return [{ type, args, seccomp: Number(seccomp) }];
      } catch {
        return []; // it has ended meanwhile
      }
    });
  }
}
