import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { PaddockError } from '../../domains/failure';
import type { Probe } from '../driver';
import { findProgram, runProgram } from '../program';
import { ConfigFile, readConfigFile } from './config-file';
import type { Kernel } from './settings';

/** Where OpenVZ's programs and files are, where that is another place than they are installed to. */
export interface OpenvzPlaces {
  readonly programs?: {
    readonly vzctl?: string | undefined;
    readonly vzlist?: string | undefined;
    readonly prlctl?: string | undefined;
  };
  /** The folder of the containers' configurations; vz.conf and the folder of names are beside it. */
  readonly folder?: string | undefined;
  /** Where vzctl notes the first process of each container, on a kernel that is not OpenVZ's. */
  readonly pids?: string | undefined;
  /** Where the kernel tells of itself: OpenVZ's has a folder there. */
  readonly proc?: string | undefined;
}

/** OpenVZ as it is on this computer. */
interface Host {
  readonly kernel: Kernel;
  readonly folder: string;
  readonly locks: string;
  readonly templates: string;
  /** Whether a running container's state can be saved. */
  readonly canSave: boolean;
}

/** That of vzctl 4. */
export interface VzctlHost extends Host {
  readonly tools: 'vzctl';
  readonly vzctl: string;
  readonly vzlist: string;
  readonly names: string;
  readonly dumps: string;
  readonly pids: string;
  readonly proc: string;
  /** What vzctl writes into while it works; null where it does not. */
  readonly log: string | null;
  /** Its own settings, which hold where a container says nothing else. */
  readonly settings: ConfigFile;
}

/** OpenVZ 7, which is spoken to by prlctl. */
export interface PrlctlHost extends Host {
  readonly tools: 'prlctl';
  readonly prlctl: string;
}

export type OpenvzHost = VzctlHost | PrlctlHost;

export const FOLDER = '/etc/vz/conf';
const PIDS = '/var/lib/vzctl/vepid';
/** Where programs for root are, which an ordinary user's search path may lack. */
const ROOTS_PATH = ['/usr/sbin', '/sbin', '/usr/local/sbin'];
const LIMIT_MS = 10_000;

export type Finding =
  { readonly found: true; readonly host: OpenvzHost } | { readonly found: false; readonly why: string };

/**
 * Looks for OpenVZ’s tools: prlctl, where OpenVZ 7 has it, or else vzctl. Runs none of them. Never throws: what goes wrong is the
 * answer.
 */
export async function findOpenvz(places: OpenvzPlaces): Promise<Finding> {
  const { programs = {}, folder = FOLDER } = places;
  const find = (name: string, other?: string): Promise<string | undefined> => findTool(other ?? name);
  const prlctl = await find('prlctl', programs.prlctl);
  const vzctl = await find('vzctl', programs.vzctl);
  if (vzctl === undefined && prlctl === undefined) return absent('OpenVZ’s tools (vzctl) were not found.');
  if (process.getuid?.() !== 0) {
    return absent('OpenVZ was found, but its tools work for root alone: Paddock does not run as root.');
  }
  const file = join(dirname(folder), 'vz.conf');
  const settings = await readConfigFile(file).catch(() => null);
  if (settings === null) return absent(`OpenVZ was found, but its settings (${file}) can’t be read.`);
  const shared = {
    folder,
    locks: settings.value('LOCKDIR') ?? '/vz/lock',
    templates: join(settings.value('TEMPLATE') ?? '/vz/template', 'cache'),
  };
  if (prlctl !== undefined) {
    return { found: true, host: { ...shared, tools: 'prlctl', prlctl, kernel: 'openvz', canSave: true } };
  }
  const vzlist = await find('vzlist', programs.vzlist);
  if (vzctl === undefined || vzlist === undefined)
    return absent('OpenVZ’s vzctl was found, but not its vzlist.');
  const proc = places.proc ?? '/proc';
  const kernel = existsSync(join(proc, 'vz')) ? 'openvz' : 'plain';
  const criu = await find('criu');
  const host: VzctlHost = {
    ...shared,
    tools: 'vzctl',
    kernel,
    canSave: kernel === 'openvz' || criu !== undefined,
    vzctl,
    vzlist,
    names: join(dirname(folder), 'names'),
    dumps: settings.value('DUMPDIR') ?? '/vz/dump',
    pids: places.pids ?? PIDS,
    proc,
    log: settings.value('LOGGING') === 'no' ? null : (settings.value('LOGFILE') ?? null),
    settings,
  };
  return { found: true, host };
}

/** The path of a program, which may be one for root alone. */
export function findTool(name: string): Promise<string | undefined> {
  return findProgram(name, [process.env.PATH ?? '', ...ROOTS_PATH].join(delimiter));
}

/** Throws where its tools don't run, or don't tell it. */
export async function versionOf(host: OpenvzHost): Promise<string> {
  const program = host.tools === 'prlctl' ? host.prlctl : host.vzctl;
  const { stdout } = await runProgram([program, '--version'], { limitMs: LIMIT_MS });
  const version = /\d+(?:\.\d+)+/.exec(stdout)?.[0];
  if (version === undefined) throw new Error(`${program} does not tell its version.`);
  return version;
}

function absent(why: string): Finding {
  return { found: false, why };
}

export function missing(why: string): PaddockError {
  return new PaddockError({
    code: 'program-missing',
    message: why,
    next: 'Install OpenVZ’s tools, or start Paddock as root, then look again.',
  });
}

/** What a person should know of OpenVZ on this computer. */
export function notesOn(host: OpenvzHost): Extract<Probe, { status: 'ready' }>['notes'] {
  if (host.kernel === 'openvz') {
    return [{ tone: 'good', text: 'OpenVZ’s own kernel runs: containers can be paused, saved and moved.' }];
  }
  return [
    {
      tone: 'warning',
      text: 'The kernel is not OpenVZ’s: containers can’t be paused, have no limits of disk space and no image files (ploop).',
    },
    ...(host.canSave
      ? []
      : [{ tone: 'warning' as const, text: 'They can’t be saved either: that needs the program criu.' }]),
  ];
}

/** The OS templates that are on this computer, by the names that `--ostemplate` takes. */
export async function templatesOf({ templates }: OpenvzHost): Promise<readonly string[]> {
  const names = await readdir(templates).catch(() => []);
  return [
    ...new Set(names.flatMap((name) => /^(.+)\.tar(?:\.gz|\.bz2|\.xz)?$/.exec(name)?.[1] ?? [])),
  ].sort();
}
