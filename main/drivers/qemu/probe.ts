import { z } from 'zod';
import type { Probe } from '../driver';
import { PaddockError, toFailure } from '../../domains/failure';
import { programFailure } from './errors';
import { installCommand, type Packages } from '../install-command';
import { findProgram, runProgram } from '../program';
import { programFile } from '../program-file';
import type { Remembered } from '../remembered';

interface Version {
  readonly major: number;
  readonly minor: number;
}

/** `set-action`, which a restart through the guest needs, came with this version. */
export const OLDEST_VERSION: Version = { major: 6, minor: 0 };
export const SYSTEM = 'qemu-system-x86_64';
export const IMG = 'qemu-img';
const LIMIT_MS = 15_000;

/** Paths or names of the programs, instead of what PATH has. */
export interface Programs {
  readonly system?: string | undefined;
  readonly img?: string | undefined;
}

/** What is known of the QEMU of this computer. */
export interface QemuFacts {
  readonly system: string;
  /** Null where it is not installed: then no disk can be made. */
  readonly img: string | null;
  readonly version: string;
  /** The newest versioned q35 type, e.g. `pc-q35-7.2`. */
  readonly machine: string;
}

export type Finding =
  | { readonly found: true; readonly facts: QemuFacts }
  | {
      readonly found: false;
      readonly answer: Extract<Probe, { status: 'missing' }>;
      readonly error: PaddockError;
    };

/** What a QEMU tells of itself: to start it for that takes as long as to start half a machine. */
export const ToldSchema = z.object({ version: z.string(), machine: z.string() });
export type Told = z.infer<typeof ToldSchema>;

/**
 * Looks for QEMU. Never throws: what goes wrong is the answer. It is not asked again what it told before, unless `anew`.
 */
export async function findQemu(
  programs: Programs,
  remembered: Remembered<Told>,
  anew: boolean,
): Promise<Finding> {
  const install = await installCommand(PACKAGES);
  const absent = (why: string, code: 'program-missing' | 'program-too-old' | 'program-failed'): Finding => ({
    found: false,
    answer: { status: 'missing', why, install },
    error: new PaddockError({
      code,
      message: why,
      next: install ? 'Install it with this command, then look again.' : 'Install it, then look again.',
      ...(install ? { remedy: { kind: 'copy-command', command: install } as const } : {}),
    }),
  });
  const system = await findProgram(programs.system ?? SYSTEM);
  if (!system)
    return absent(
      `QEMU is not installed: there is no program ${programs.system ?? SYSTEM}.`,
      'program-missing',
    );
  try {
    const file = await programFile(system);
    const told = anew || file === null ? null : await remembered.answer(file);
    // First of all, so that an old one is told by its age and not by what it lacks.
    const version = told?.version ?? (await versionOf(system));
    if (!isRecent(version)) {
      return absent(
        `QEMU ${version} is too old: ${OLDEST_VERSION.major}.${OLDEST_VERSION.minor} or later is needed.`,
        'program-too-old',
      );
    }
    const [machine, img] = await Promise.all([
      told?.machine ?? machineOf(system),
      findProgram(programs.img ?? IMG),
    ]);
    if (told === null && file !== null) await remembered.keep(file, { version, machine });
    return { found: true, facts: { system, img: img ?? null, version, machine } };
  } catch (error) {
    const { message, cause } = toFailure(error);
    return absent(
      [`QEMU was found (${system}), but does not work. ${message}`, cause].filter(Boolean).join(' '),
      'program-failed',
    );
  }
}

export function isRecent(version: string, oldest: Version = OLDEST_VERSION): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}

async function versionOf(system: string): Promise<string> {
  const result = await runProgram([system, '--version'], { limitMs: LIMIT_MS });
  const version = parseVersion(result.stdout);
  if (result.exitCode !== 0 || !version) throw programFailure('tell its version', result);
  return version;
}

/** `7.2.22` of `QEMU emulator version 7.2.22 (Debian ...)`. */
export function parseVersion(text: string): string | undefined {
  return /version (\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];
}

async function machineOf(system: string): Promise<string> {
  const result = await runProgram([system, '-machine', 'help'], { limitMs: LIMIT_MS });
  const machine = parseNewestQ35(result.stdout);
  if (result.exitCode !== 0 || !machine) throw programFailure('list its machine types', result);
  return machine;
}

/** The type that the alias `q35` stands for in `-machine help`. */
export function parseNewestQ35(help: string): string | undefined {
  return /^q35 .*\(alias of (pc-q35-[\d.]+)\)/m.exec(help)?.[1];
}

const PACKAGES: Packages = {
  debian: 'qemu-system-x86 qemu-utils',
  rhel: null, // its own QEMU goes by another name and lacks the display
  fedora: 'qemu-system-x86 qemu-img',
  arch: 'qemu-system-x86 qemu-img',
  suse: 'qemu-x86 qemu-tools',
};
