import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { PaddockError } from '../../domains/failure';
import type { Probe } from '../driver';
import { installCommand, type Packages } from '../install-command';
import { findProgram, runProgram } from '../program';
import { programAndLibraries } from '../program-file';
import type { Remembered } from '../remembered';
import type { Hierarchy } from '../control-groups';
import type { LxcProgram } from './programs';

const LIMIT_MS = 15_000;
const PACKAGES: Packages = {
  debian: 'lxc lxc-templates uidmap rsync busybox-static',
  rhel: null, // EPEL's is too old
  fedora: 'lxc lxc-templates rsync busybox',
  arch: 'lxc rsync busybox',
  suse: 'lxc rsync busybox-static',
};
/** Its programs that are needed at any time. */
const PROGRAMS = ['lxc-start', 'lxc-stop', 'lxc-info', 'lxc-ls', 'lxc-monitor', 'lxc-create', 'lxc-attach'];

export type Finding =
  | { readonly found: true; readonly version: string }
  | { readonly found: false; readonly answer: Extract<Probe, { status: 'missing' }> };

/** The first of LXC's programs that is not there; undefined where all are. Runs none of them. */
export async function missingProgram(at: LxcProgram): Promise<string | undefined> {
  const [first = '', ...others] = PROGRAMS;
  const found = await findProgram(at(first));
  if (found === undefined) return first;
  const beside = await Promise.all(
    others.map(
      async (program) =>
        (await findProgram(join(dirname(found), program))) ?? (await findProgram(at(program))),
    ),
  );
  return others.find((_, index) => beside[index] === undefined);
}

export const VersionSchema = z.string();

/** Looks for LXC. Never throws: what goes wrong is the answer. It is not asked again what it told before, unless `anew`. */
export async function findLxc(
  at: LxcProgram,
  remembered: Remembered<string> | null = null,
  anew = false,
): Promise<Finding> {
  const missing = await missingProgram(at);
  if (missing !== undefined) return absent(`LXC is not installed: there is no program ${missing}.`);
  try {
    const program = (await findProgram(at('lxc-ls'))) ?? at('lxc-ls');
    const file = remembered && (await programAndLibraries(program)); // its library says which version it is
    const told = file === null || anew ? null : await remembered?.answer(file);
    const version = told ?? (await versionOf(program));
    if (version === undefined) return await absent('LXC was found, but does not tell its version.');
    if (file !== null && told === null) await remembered?.keep(file, version);
    return { found: true, version };
  } catch (error) {
    return absent(
      `LXC was found, but does not work: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function versionOf(lxcLs: string): Promise<string | undefined> {
  const { stdout, exitCode } = await runProgram([lxcLs, '--version'], { limitMs: LIMIT_MS });
  return exitCode === 0 ? /^\d+\.\d+(?:\.\d+)?/.exec(stdout)?.[0] : undefined;
}

async function absent(why: string): Promise<Finding> {
  return { found: false, answer: { status: 'missing', why, install: await installCommand(PACKAGES) } };
}

/** What a person should know of LXC on this computer. */
export function notesOn(hierarchy: Hierarchy, isRoot: boolean): Extract<Probe, { status: 'ready' }>['notes'] {
  const notes: Extract<Probe, { status: 'ready' }>['notes'] = [
    {
      tone: 'good',
      text: `Memory and CPUs are limited by control groups, version ${hierarchy === 'v2' ? '2' : '1'}.`,
    },
  ];
  if (!isRoot && !existsSync('/etc/subuid')) {
    notes.push({
      tone: 'warning',
      text: 'Your user has no subordinate ids (/etc/subuid): containers can’t be made without root.',
    });
  }
  return notes;
}

/** Where LXC keeps this user's containers, as its own settings say. */
export async function containersFolder(at: LxcProgram): Promise<string> {
  return askLxc(at, 'lxc.lxcpath');
}

/** The text of the configuration that new containers of this user's begin with; empty where there is none. */
export async function defaultConfig(at: LxcProgram): Promise<string> {
  const path = await askLxc(at, 'lxc.default_config');
  return readFile(path, 'utf8').catch(() => '');
}

async function askLxc(at: LxcProgram, item: string): Promise<string> {
  const { stdout, exitCode } = await runProgram([at('lxc-config'), item], { limitMs: LIMIT_MS });
  const answer = stdout.trim();
  if (exitCode === 0 && answer !== '') return answer;
  throw new PaddockError({
    code: 'program-failed',
    message: 'LXC does not tell where it keeps containers.',
    cause: `“lxc-config ${item}” gave no answer.`,
    next: 'Look at /etc/lxc/lxc.conf, or install LXC again.',
  });
}

/** The lines that give an ordinary user's containers ids of their own; none for root, or where the user has none. */
export async function idMapOf(name = userInfo().username): Promise<readonly string[]> {
  const line = async (path: string, kind: 'u' | 'g'): Promise<string[]> => {
    const text = await readFile(path, 'utf8').catch(() => '');
    const [, first, count] =
      text
        .split('\n')
        .find((one) => one.startsWith(`${name}:`))
        ?.split(':') ?? [];
    return first && count ? [`lxc.idmap = ${kind} 0 ${first} ${count}`] : [];
  };
  return [...(await line('/etc/subuid', 'u')), ...(await line('/etc/subgid', 'g'))];
}

/** LXC's own defaults for root file systems that come without any, where they are installed. */
export function commonConfigs(isRoot: boolean): readonly string[] {
  const folder = '/usr/share/lxc/config';
  return ['common.conf', ...(isRoot ? [] : ['userns.conf'])]
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path));
}
