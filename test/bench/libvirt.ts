import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const KEEPER = fileURLToPath(new URL('libvirtd_keeper.py', import.meta.url));

/** How often it is asked, about 30 ms each, before it is taken for broken. */
const ATTEMPTS = 1_000;

/** A libvirtd of the bench's own, with nothing of this computer's; see libvirtd_keeper.py. */
export class Libvirt {
  readonly #keeper: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #folder: string;

  /** `folder` is for its socket: short, private. */
  constructor(folder: string) {
    if (process.getuid?.() !== 0) throw new Error('libvirtd with QEMU is measured as root alone');
    this.#folder = folder;
    this.#keeper = spawn(
      'unshare',
      ['--mount', '--propagation', 'private', '/usr/bin/python3', KEEPER, folder],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    this.#lines = createInterface({ input: this.#keeper.stdout })[Symbol.asyncIterator]();
  }

  /** Runs virsh as a person does; its output. */
  async virsh(...args: readonly string[]): Promise<string> {
    const uri = `qemu+unix:///system?socket=${this.#folder}/libvirt-sock`;
    return (await run('virsh', ['--quiet', '-c', uri, ...args])).stdout;
  }

  /** Its process id; it may not listen yet. */
  async start(): Promise<number> {
    return Number(await this.#told('start'));
  }

  /** As a crash would end it; its machines run on. */
  async kill(): Promise<void> {
    await this.#told('kill');
  }

  /** Waits until it knows of so many running machines; throws virsh's words where it never does. */
  async lists(running: number): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      let why: unknown;
      try {
        const listed = await this.virsh('list', '--state-running', '--name');
        if (listed.split('\n').filter(Boolean).length === running) return;
        why = `it lists:\n${listed}`;
      } catch (error) {
        why = error; // it does not listen yet
      }
      if (attempt === ATTEMPTS) throw new Error(`libvirtd never knew of ${running} machines`, { cause: why });
    }
  }

  /** Ends it and all its machines. */
  async close(): Promise<void> {
    this.#keeper.stdin.end();
    if (this.#keeper.exitCode === null) await once(this.#keeper, 'exit');
  }

  async #told(order: string): Promise<string> {
    this.#keeper.stdin.write(`${order}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the keeper of libvirtd has ended');
    return value;
  }
}

export interface LibvirtMachine {
  readonly name: string;
  /** As Paddock's says what it runs with. */
  readonly accelerator: string;
  readonly memoryMib: number;
  /** Null: it finds nothing to start from. */
  readonly linux: { readonly kernel: string; readonly initrd: string; readonly commandLine: string } | null;
  readonly disk: string | null;
  /** What its serial line says. */
  readonly log: string;
}

/** A machine like one of Paddock's, as libvirt describes it. None of the values needs escaping: they are the bench's own. */
export function domainXml({ name, accelerator, memoryMib, linux, disk, log }: LibvirtMachine): string {
  const boot = linux
    ? `<kernel>${linux.kernel}</kernel><initrd>${linux.initrd}</initrd><cmdline>${linux.commandLine}</cmdline>`
    : '';
  const drive = disk
    ? `<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>`
    : '';
  const [type, cpu] = accelerator === 'kvm' ? ['kvm', 'host-passthrough'] : ['qemu', 'maximum'];
  return `<domain type='${type}'>
  <name>${name}</name><memory unit='MiB'>${memoryMib}</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type>${boot}</os>
  <features><acpi/></features><cpu mode='${cpu}'/>
  <devices>
    ${drive}
    <serial type='file'><source path='${log}'/></serial>
    <graphics type='vnc' socket='${log}.vnc'/><video><model type='vga'/></video>
    <memballoon model='none'/>
  </devices>
</domain>`;
}
