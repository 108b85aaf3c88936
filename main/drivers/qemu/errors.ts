import { PaddockError, type Failure } from '../../domains/failure';
import type { ProgramEnd } from '../program';
import { QmpCommandError } from './qmp';

type Told = Omit<Failure, 'detail'> & { readonly path?: string | undefined };

interface Rule {
  readonly text: RegExp;
  tell(match: RegExpExecArray): Told;
}

/** QEMU's words and what they mean to a person, first match counts. Seen with QEMU 7.2. */
const RULES: readonly Rule[] = [
  {
    text: /cannot create PID file: Cannot lock pid file/i,
    tell: () => ({
      code: 'wrong-state',
      message: 'The machine runs already, started by another program.',
      cause: 'Its process id file is locked by a running QEMU.',
      next: 'Start Paddock again, so that it finds the running machine; or end the other program.',
    }),
  },
  {
    text: /Failed to get (?:shared )?"[\w -]+" lock|Is another process using the image/i,
    tell: () => ({
      code: 'file-in-use',
      message: 'A disk of the machine is in use by another program.',
      cause: 'Another QEMU holds its lock; two machines that write one disk would destroy it.',
      next: 'Stop the other machine or program that uses the disk, then try again.',
      remedy: { kind: 'retry' },
    }),
  },
  {
    text: /Could not access KVM kernel module: Permission denied/i,
    tell: () => ({
      code: 'unsupported',
      message: 'QEMU may not use hardware acceleration.',
      cause: 'Your user account may not open /dev/kvm.',
      next: 'Add your account to the group “kvm” and log in again, or set the accelerator to TCG (emulation).',
    }),
  },
  {
    text: /Could not access KVM kernel module|failed to initialize kvm|requires KVM|kvm_buf_set_msrs|failed to set MSR/i,
    tell: () => ({
      code: 'unsupported',
      message: 'Hardware acceleration does not work on this computer.',
      next: 'Set the accelerator to TCG (emulation), which is slower.',
    }),
  },
  {
    text: /(?:failed to parse default acl file|access denied by acl file)[^]*?br=([\w.-]+)/i,
    tell: ([, bridge = '']) => ({
      code: 'unsupported',
      message: `Machines may not join the bridge ${bridge}.`,
      cause: 'QEMU’s bridge helper joins bridges that /etc/qemu/bridge.conf allows, and no others.',
      next: 'Allow it with this command, as the computer’s administrator.',
      remedy: {
        kind: 'copy-command',
        command: `sudo mkdir -p /etc/qemu && echo 'allow ${bridge}' | sudo tee -a /etc/qemu/bridge.conf`,
      },
      field: 'config.networks',
    }),
  },
  {
    text: /br=([\w.-]+): bridge helper failed/i,
    tell: ([, bridge = '']) => ({
      code: 'unsupported',
      message: `The machine could not join the bridge ${bridge}.`,
      cause:
        'The bridge is not there, or QEMU’s bridge helper lacks the rights to join it (it must be setuid root).',
      next: 'Look whether this computer has the bridge, and see to the helper; or choose another kind of network.',
      field: 'config.networks',
    }),
  },
  {
    text: /cannot set up guest memory|Cannot allocate memory/i,
    tell: () => ({
      code: 'memory-short',
      message: 'There is not enough memory for this machine.',
      cause: 'QEMU could not reserve the machine’s memory.',
      next: 'Stop other machines or programs, or give the machine less memory.',
    }),
  },
  {
    text: /Could not set up host forwarding rule '([^']*)'/i,
    tell: ([, rule = '']) => ({
      code: 'port-taken',
      message: 'A port that the machine should be reached by can’t be opened.',
      cause: `The rule is “${rule}”: the port is in use, or below 1024 and reserved for root.`,
      next: 'Choose another port, or end the program that uses it.',
    }),
  },
  {
    text: /Failed to find an available port: Address already in use/i,
    tell: () => ({
      code: 'port-taken',
      message: 'A port that the machine needs is in use.',
      next: 'End the program that uses it, or choose another port.',
    }),
  },
  {
    text: /No space left on device|Disk quota exceeded/i,
    tell: () => ({
      code: 'disk-full',
      message: 'There is no space left on the disk.',
      next: 'Free some space and try again.',
    }),
  },
  {
    text: /failed to parse default acl file [`']([^']*)'/i,
    tell: ([, path = '']) => ({
      code: 'unsupported',
      message: 'QEMU may not use network bridges.',
      cause: `${path} does not allow it.`,
      next: 'Use the user network, or ask the administrator of this computer.',
      path,
    }),
  },
  {
    text: /(?:could not (?:open|load)|failed to (?:open|load)|cannot open)[^'\n]*'([^'\n]*)'[^\n]*No such file/i,
    tell: ([, path = '']) => ({
      code: 'file-missing',
      message: `${path} is not there.`,
      cause: 'It was moved, renamed or deleted, or its drive is not connected.',
      next: 'Put it back or choose another file.',
      path,
    }),
  },
  {
    text: /(?:could not (?:open|load)|failed to (?:open|load)|cannot open)[^'\n]*'([^'\n]*)'[^\n]*Permission denied/i,
    tell: ([, path = '']) => ({
      code: 'file-unreadable',
      message: `QEMU may not open ${path}.`,
      cause: 'Your user account lacks the permission.',
      next: 'Change the permissions of the file and of the folders above it, or choose another file.',
      path,
    }),
  },
  {
    text: /(?:could not open|failed to open)[^'\n]*'([^'\n]*)'[^\n]*Read-only file system/i,
    tell: ([, path = '']) => ({
      code: 'not-writable',
      message: `${path} can only be read.`,
      cause: 'Its drive is mounted read-only.',
      next: 'Copy the file to a folder that can be written to.',
      path,
    }),
  },
  {
    text: /Image is not in (\w+) format/i,
    tell: ([, format = '']) => ({
      code: 'file-unreadable',
      message: `A disk of the machine is no ${format} image.`,
      cause: 'The file is damaged, or it was replaced by one of another format.',
      next: 'Choose the right file, or put back a copy of it.',
    }),
  },
  {
    text: /could not (?:open|load) kernel (?:file )?'?([^'\n:]+)|invalid kernel header|linux kernel too old|unable to load kernel/i,
    tell: ([, path]) => ({
      code: 'file-unreadable',
      message: `${path ?? 'The kernel'} can’t be loaded.`,
      cause: 'It is no Linux kernel that QEMU can start.',
      next: 'Choose a kernel file, usually named vmlinuz.',
      field: 'config.boot.kernel',
      path,
    }),
  },
  {
    text: /unsupported machine type/i,
    tell: () => ({
      code: 'unsupported',
      message: 'This QEMU does not know the machine’s type.',
      cause: 'The machine was made with a newer QEMU, or its type has been dropped.',
      next: 'Update QEMU, or create the machine anew with its disks.',
      field: 'config.machine',
    }),
  },
  {
    text: /'([^'\n]*)' is not a valid device model name/i,
    tell: ([, device = '']) => ({
      code: 'unsupported',
      message: `This QEMU lacks the device “${device}”.`,
      cause: 'It was built without it, or the package that holds it is missing.',
      next: 'Install your distribution’s full QEMU package.',
    }),
  },
  {
    text: /seccomp|option group 'sandbox'/i,
    tell: () => ({
      code: 'unsupported',
      message: 'This QEMU can’t run in its sandbox.',
      cause: 'It was built without seccomp; Paddock runs no machine without the sandbox.',
      next: 'Install your distribution’s QEMU package.',
    }),
  },
];

/** The typed error for a program of QEMU's that failed, by what it wrote. `doing` completes "QEMU could not ...". */
export function programFailure(doing: string, end: ProgramEnd): PaddockError {
  const output = end.output.trim().split('\n').slice(-20).join('\n');
  const detail = { command: [...end.command], exitCode: end.exitCode, signal: end.signal, output };
  const told = toldBy(end.output);
  if (told) {
    const { path, ...failure } = told;
    return new PaddockError({
      ...failure,
      cause: failure.cause ?? lastLine(output),
      detail: path === undefined ? detail : { ...detail, path },
    });
  }
  return new PaddockError({
    code: 'program-failed',
    message: `QEMU could not ${doing}.`,
    cause: lastLine(output) || howItEnded(end),
    next: 'Look at what it wrote, change the machine, and try again.',
    detail,
  });
}

/** The typed error for a command that a running QEMU refused, by its words; what is none, or says nothing known, as it is. */
export function refusalFailure(error: unknown): unknown {
  const told = error instanceof QmpCommandError ? toldBy(error.description) : undefined;
  if (!(error instanceof QmpCommandError) || !told) return error;
  const { path, ...failure } = told;
  const { detail } = error.failure;
  return new PaddockError(
    {
      ...failure,
      cause: failure.cause ?? error.description,
      detail: path === undefined ? detail : { ...detail, path },
    },
    { cause: error },
  );
}

function toldBy(words: string): Told | undefined {
  for (const { text, tell } of RULES) {
    const match = text.exec(words);
    if (match) return tell(match);
  }
  return undefined;
}

/** The last thing said that is no warning, without the program's name. */
function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/: warning: /.test(line));
  return (lines.at(-1) ?? '').replace(/^qemu[\w-]*: /, '');
}

/** A sentence about the end of a program that said nothing itself. */
export function howItEnded({ exitCode, signal }: Pick<ProgramEnd, 'exitCode' | 'signal'>): string {
  if (signal === 'SIGSYS') return 'It did something that its sandbox forbids (SIGSYS).';
  if (signal === 'SIGKILL') return 'It was killed (SIGKILL); where nobody did that, memory had run out.';
  if (signal) return `It was ended by ${signal}.`;
  return `It ended with exit code ${exitCode ?? 'unknown'}.`;
}
