import { PaddockError, type Failure, type FailureCode } from '../../domains/failure';
import type { ProgramEnd } from '../program';

type Meaning = readonly [
  code: FailureCode,
  /** What is the matter, as a sentence of its own. */
  cause: string,
  /** What to do next, where it is not to look at the details. */
  next?: string,
  /** Which field of the forms is at fault. */
  field?: string,
];

const LOOK = 'Look at what it wrote, change the machine, and try again.';
const KERNEL = 'Boot OpenVZ’s own kernel, or make the machine so that it needs less of it.';
const PUT_BACK = 'Put its files back, or delete the machine here.';

/** All exit codes of vzctl, as its manual has them (vzctl(8), “Exit status”; include/vzerror.h), and what each means. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  1: ['program-failed', 'A limit of memory or of other resources could not be set.'],
  2: ['program-failed', 'A limit of processor time could not be set.'],
  3: ['unsupported', 'The system refused it: this kernel may not be able to do it.', KERNEL],
  5: ['unsupported', 'The running kernel is not OpenVZ’s, or its modules are not loaded.', KERNEL],
  6: [
    'memory-short',
    'The computer has too little memory or other resources left.',
    'Stop something else first.',
  ],
  7: ['program-failed', 'The kernel could not make the container’s environment.'],
  8: ['program-failed', 'The command inside failed.', 'Look at what it wrote.'],
  9: ['busy', 'Another program is at work on the container.', 'Wait until it is done, and try again.'],
  10: ['file-missing', 'OpenVZ’s own settings (vz.conf) are not there.', 'Install OpenVZ’s tools again.'],
  11: ['program-missing', 'A script that belongs to vzctl is not there.', 'Install OpenVZ’s tools again.'],
  12: ['not-writable', 'It is not permitted.', 'Start Paddock as root: OpenVZ’s tools work for root alone.'],
  13: ['program-failed', 'The container’s capabilities could not be set.'],
  14: ['file-missing', 'The container’s configuration is not there.', PUT_BACK],
  15: ['timeout', 'The command inside did not end in time.', 'Try again when the computer is less busy.'],
  16: [
    'unsupported',
    'The container’s state could not be saved. On other kernels than OpenVZ’s that needs the program criu.',
    'Shut the machine down instead.',
  ],
  17: ['program-failed', 'The container’s saved state could not be brought back.'],
  18: ['program-failed', 'The container’s processes could not be counted as its own.'],
  20: ['argument-invalid', 'This version of vzctl does not know the command or one of its options.'],
  21: ['argument-invalid', 'OpenVZ does not take one of the values.', 'Correct it, and try again.'],
  22: ['argument-invalid', 'The folder of the container’s root (VE_ROOT) is not set.'],
  23: ['argument-invalid', 'The folder of the container’s files (VE_PRIVATE) is not set.'],
  24: ['argument-invalid', 'The folder of OS templates (TEMPLATE) is not set.'],
  27: ['argument-invalid', 'Something that the command needs was not said.'],
  28: ['argument-invalid', 'The container’s configuration lacks limits that it needs to start.'],
  29: ['argument-invalid', 'No OS template was named.', 'Choose one.', 'request.template'],
  31: ['wrong-state', 'The container does not run.', 'Start it first.'],
  32: ['wrong-state', 'The container runs.', 'Stop it first.'],
  33: ['timeout', 'The container’s processes did not end.', 'Try again; look for processes that hang.'],
  34: ['program-failed', 'An address could not be given to the container.', LOOK, 'hardware.addresses'],
  35: ['argument-invalid', 'The container’s configuration contradicts itself.'],
  36: ['memory-short', 'All containers together would take more than the computer has.'],
  40: ['wrong-state', 'The container’s files are not mounted.', 'Mount them first.'],
  41: ['wrong-state', 'The container’s files are mounted.', 'Unmount them first.'],
  43: ['file-missing', 'The container’s files are not there.', PUT_BACK],
  44: ['file-exists', 'There are files of a container of this number already.', 'Try again.'],
  46: ['disk-full', 'There is too little space on the drive.', 'Free some space and try again.'],
  47: [
    'program-failed',
    'The container can’t run: its first program or its shell is missing, or its files belong to the wrong user.',
    'Look whether its files are whole.',
  ],
  48: ['program-failed', 'The folder of the container’s files could not be made.'],
  49: ['program-failed', 'The folder of the container’s root could not be made.'],
  50: ['program-failed', 'The container’s files could not be mounted.'],
  51: ['file-in-use', 'The container’s files could not be unmounted.', 'Look which program uses them.'],
  52: ['program-failed', 'The container’s files could not be deleted.'],
  53: ['file-missing', 'The container’s files are not there, or lie in a way that is not known.', PUT_BACK],
  54: ['not-writable', 'A folder could not be made.'],
  55: ['argument-invalid', 'The limits of the container’s disk space are not all set.'],
  60: ['program-failed', 'The disk quota could not be turned on.'],
  61: ['program-failed', 'The disk quota could not be set up.'],
  62: [
    'unsupported',
    'The disk quota of a running container could not be changed.',
    'Shut it down first.',
    'hardware.diskSpace',
  ],
  63: ['argument-invalid', 'The disk space is not set.', 'Say how much it may take.', 'request.diskSpace'],
  64: ['argument-invalid', 'The number of files (DISKINODES) is not set.'],
  65: ['program-failed', 'The disk quotas inside the container could not be set.'],
  66: ['program-failed', 'The disk quota could not be turned off.'],
  67: ['program-failed', 'The disk quotas inside the container are not set up.'],
  68: ['program-failed', 'What the container’s files take could not be found out.'],
  70: ['argument-invalid', 'The host name is not right.', 'Correct it.', 'hardware.hostName'],
  71: ['argument-invalid', 'An address is not right.', 'Correct it.', 'hardware.addresses'],
  72: [
    'argument-invalid',
    'The address of a name server is not right.',
    'Correct it.',
    'hardware.nameServers',
  ],
  73: ['argument-invalid', 'The search domain is not right.'],
  74: ['program-failed', 'The password could not be changed.', 'Look whether the machine has passwd(1).'],
  77: ['argument-invalid', 'The folder of lock files (LOCKDIR) is not set.'],
  78: ['argument-invalid', 'An address is in use already.', 'Choose another one.', 'hardware.addresses'],
  79: ['program-failed', 'A script of the container’s own failed.'],
  82: ['not-writable', 'The container’s configuration could not be copied.'],
  85: ['argument-invalid', 'The configuration can’t be read.'],
  86: ['program-failed', 'The container’s access to devices could not be set.'],
  87: ['program-failed', 'Programs could not be installed in the container.'],
  89: ['argument-invalid', 'An address can’t be had.', 'Choose another one.', 'hardware.addresses'],
  91: [
    'file-missing',
    'There is no such OS template on this computer, and none could be downloaded.',
    'Choose one that is there, or put its archive into OpenVZ’s folder of templates.',
    'request.template',
  ],
  99: [
    'unsupported',
    'Image files (ploop) can’t be used: the kernel or vzctl lacks what is needed for them.',
    'Keep the machine’s files in a folder.',
    'request.layout',
  ],
  100: ['program-failed', 'The container’s address could not be found out.'],
  104: ['program-failed', 'A network device could not be given to the container.'],
  105: [
    'wrong-state',
    'The container may not be started (DISABLED).',
    'Allow it with “vzctl set --disabled no”.',
  ],
  106: ['program-failed', 'The firewall of a running container could not be set.'],
  107: ['file-missing', 'OpenVZ has no settings for the container’s distribution.'],
  108: ['file-missing', 'OpenVZ has no script for the container’s distribution.'],
  109: ['argument-invalid', 'The settings could not be applied.'],
  128: ['program-failed', 'A script for making the container anew failed.'],
  129: ['program-failed', 'What the container sees of the memory could not be set.'],
  130: ['program-failed', 'A network card could not be set up.', LOOK, 'hardware.cards'],
  131: ['name-taken', 'OpenVZ does not take the name: another container has it.', 'Choose another name.'],
  133: ['timeout', 'The container did not come up in time.'],
  139: ['not-writable', 'The container’s configuration could not be saved.'],
  144: ['program-failed', 'The version of the kernel that the container sees could not be set.'],
  148: ['program-failed', 'The limits of reading and writing could not be set.'],
  150: ['file-missing', 'The container’s image file is not there.', PUT_BACK],
  151: ['program-failed', 'The image file could not be made.'],
  152: ['program-failed', 'The image file could not be mounted.'],
  153: ['file-in-use', 'The image file could not be unmounted.'],
  154: ['program-failed', 'The image file could not be resized.', LOOK, 'hardware.diskSpace'],
  155: ['program-failed', 'The container’s files could not be put into an image file.'],
  156: ['program-failed', 'The snapshot could not be taken.'],
  157: ['program-failed', 'The snapshot could not be merged.'],
  158: ['program-failed', 'The snapshot could not be deleted.'],
  159: ['program-failed', 'The container could not go back to the snapshot.'],
  160: ['program-failed', 'The snapshot could not be mounted.'],
  161: ['program-failed', 'The snapshot could not be unmounted.'],
  166: ['program-failed', 'The image file could not be made smaller.'],
  167: ['program-failed', 'The snapshots could not be listed.'],
};

/** The failure of a program of OpenVZ's; `log` is what it wrote into its log meanwhile, for with --quiet it says nothing. */
export function openvzFailure(doing: string, end: ProgramEnd, log = ''): PaddockError {
  const meaning = end.exitCode === null ? undefined : MEANINGS[end.exitCode];
  const output = [log, end.output]
    .map((text) => text.trim())
    .filter(Boolean)
    .join('\n');
  const [code, cause, next, field] = meaning ?? [
    'program-failed' as const,
    lastLine(output) || `It ended with exit code ${end.exitCode ?? 'unknown'}.`,
  ];
  const failure: Failure = {
    code,
    message: `OpenVZ could not ${doing}.`,
    cause,
    next: next ?? LOOK,
    ...(field !== undefined && { field }),
    detail: detailOf(end, output),
  };
  return new PaddockError(failure);
}

/** What prlctl's words mean: its exit codes are nearly all 255. First match counts. */
const PRLCTL_RULES: readonly (readonly [text: RegExp, meaning: Meaning])[] = [
  [
    /dispatcher|login/i,
    [
      'connection-lost',
      'OpenVZ’s service (prl-disp) does not answer.',
      'Start it with “systemctl start prl-disp”.',
    ],
  ],
  [
    /template.*(not found|is not installed|does not exist)|unable to find.*template/i,
    MEANINGS[91] ?? ['file-missing', ''],
  ],
  [
    /no space|not enough.*disk/i,
    ['disk-full', 'There is too little space on the drive.', 'Free some space and try again.'],
  ],
  [
    /is not registered|could not be found|not found/i,
    ['file-missing', 'OpenVZ knows no such container any more.', PUT_BACK],
  ],
  [
    /busy|locked|being performed|in progress/i,
    ['busy', 'Another program is at work on the container.', 'Wait until it is done, and try again.'],
  ],
  [
    /already exists|already in use/i,
    ['name-taken', 'Another container has the name or the address.', 'Choose another one.'],
  ],
];

/** The failure of a call of prlctl. */
export function prlctlFailure(doing: string, end: ProgramEnd): PaddockError {
  const known = PRLCTL_RULES.find(([text]) => text.test(end.output));
  const [code, cause, next, field] = known?.[1] ?? [
    'program-failed' as const,
    lastLine(end.output.trim()) || `It ended with exit code ${end.exitCode ?? 'unknown'}.`,
  ];
  return new PaddockError({
    code,
    message: `OpenVZ could not ${doing}.`,
    cause,
    next: next ?? LOOK,
    ...(field !== undefined && { field }),
    detail: detailOf(end, end.output.trim()),
  });
}

function detailOf(end: ProgramEnd, output: string): Failure['detail'] {
  return {
    command: [...end.command],
    exitCode: end.exitCode,
    signal: end.signal,
    output: output.split('\n').slice(-20).join('\n'),
  };
}

/** The exit code with which a program of OpenVZ's failed; null where it was no such failure. */
export function exitCodeOf(error: unknown): number | null {
  return error instanceof PaddockError ? (error.failure.detail?.exitCode ?? null) : null;
}

function lastLine(output: string): string {
  return output.split('\n').at(-1) ?? '';
}
