import { PaddockError, type Failure } from '../../domains/failure';
import type { ProgramEnd } from '../program';

interface Rule {
  readonly text: RegExp;
  tell(match: RegExpExecArray): Omit<Failure, 'detail'>;
}

/** LXC's words, in its log or on its outputs, and what they mean to a person; first match counts. Seen with LXC 5.0. */
const RULES: readonly Rule[] = [
  {
    text: /bridge "([^"]+)",? bridge interface doesn't exist|Failed to attach "[^"]*" to bridge "([^"]+)"/,
    tell: ([, one, other]) => {
      const bridge = one ?? other ?? '';
      return {
        code: 'unsupported',
        message: `The network bridge ${bridge} is not there.`,
        cause: 'The container is to have a card at that bridge of this computer.',
        next:
          bridge === 'lxcbr0'
            ? 'Start LXC’s network with this command, or choose another network for the machine.'
            : 'Set the bridge up, or choose another network for the machine.',
        ...(bridge === 'lxcbr0' && {
          remedy: { kind: 'copy-command', command: 'sudo systemctl start lxc-net' } as const,
        }),
      };
    },
  },
  {
    text: /Container already exists/i,
    tell: () => ({
      code: 'file-exists',
      message: 'LXC has a container of that name already.',
      next: 'Choose another name.',
    }),
  },
  {
    text: /Failed to setup cgroup limits/,
    tell: () => ({
      code: 'unsupported',
      message: 'LXC may not limit a container’s memory or CPUs as your user.',
      cause: 'No control groups of this computer are given to your user (delegated), or not these.',
      next: 'Take the limits away under Hardware, or have control groups delegated to your user (“man systemd.resource-control”, Delegate).',
    }),
  },
  {
    text: /has clones/,
    tell: () => ({
      code: 'file-in-use',
      message: 'Another container stands on this one.',
      cause: 'It is a linked copy: it holds only what differs.',
      next: 'Delete the linked copies first.',
    }),
  },
  {
    text: /No space left on device|Disk quota exceeded/,
    tell: () => ({
      code: 'disk-full',
      message: 'There is no space left on the disk.',
      next: 'Free some space and try again.',
      remedy: { kind: 'retry' },
    }),
  },
  {
    text: /Failed to rsync[\s\S]*Failed to exec command/, // other failures of rsync come with its own words
    tell: () => ({
      code: 'program-missing',
      message: 'LXC needs the program rsync to copy a container.',
      next: 'Install it with this command, then try again.',
      remedy: { kind: 'copy-command', command: 'sudo apt install rsync' },
    }),
  },
  {
    text: /Failed to load config|No container config specified|Container is not defined|doesn't exist/,
    tell: () => ({
      code: 'file-missing',
      message: 'LXC knows no such container any more.',
      cause: 'Its folder or its configuration was removed or damaged by another program.',
      next: 'Put its files back, or delete the machine here.',
    }),
  },
  {
    text: /Failed to exec "?([^"\n]+?)"?$|No such file or directory - Failed to exec "([^"]+)"/m,
    tell: ([, one, other]) => ({
      code: 'program-failed',
      message: 'The container’s first program can’t be started.',
      cause: `Its root file system has no ${one ?? other ?? 'init'} that runs here.`,
      next: 'Look whether its root file system is whole, or set lxc.init.cmd in its configuration.',
    }),
  },
  {
    text: /Operation not permitted|Permission denied/,
    tell: () => ({
      code: 'not-writable',
      message: 'LXC may not do this as your user.',
      cause:
        'A container of an ordinary user needs subordinate ids (/etc/subuid, /etc/subgid) and folders that these may enter.',
      next: 'Look at the details, and at “man lxc-usernet” and “man subuid”.',
    }),
  },
];

/** The failure of a program of LXC's; `log` is what it wrote to its log. */
export function lxcFailure(doing: string, end: ProgramEnd, log = ''): PaddockError {
  const told = [...errorsIn(log), end.output.trim()].filter(Boolean).join('\n');
  const output = told.split('\n').slice(-20).join('\n');
  const detail = { command: [...end.command], exitCode: end.exitCode, signal: end.signal, output };
  for (const { text, tell } of RULES) {
    const match = text.exec(told);
    if (!match) continue;
    const failure = tell(match);
    return new PaddockError({ ...failure, cause: failure.cause ?? errorsIn(log)[0], detail });
  }
  return new PaddockError({
    code: 'program-failed',
    message: `LXC could not ${doing}.`,
    cause:
      errorsIn(log)[0] ?? (lastLine(end.output) || `It ended with exit code ${end.exitCode ?? 'unknown'}.`),
    next: 'Look at what it wrote, change the machine, and try again.',
    detail,
  });
}

/**
 * The errors of a log of LXC's, the first of which is nearest to the cause: `lxc-start NAME TIME ERROR place - file:line -
 * words`.
 */
export function errorsIn(log: string): string[] {
  return log.split('\n').flatMap((line) => {
    const match = /\bERROR\s+\S+ - \S+ - (.*)$/.exec(line);
    // A key of an older LXC's in an included file: said at each start, and of no consequence.
    return match?.[1] && !/Unsupported config key/.test(match[1]) ? [match[1]] : [];
  });
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
