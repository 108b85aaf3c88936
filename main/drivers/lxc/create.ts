import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { findProgram, runProgram } from '../program';
import { nameCameBetween } from '../refusals';
import type { Container, LxcCommands } from './commands';
import type { LxcConfig, LxcRequest } from './config';
import { ConfigFile } from './config-file';
import { folderOf } from './containers';
import { lxcFailure } from './errors';
import type { Hierarchy } from '../control-groups';
import { commonConfigs, defaultConfig, idMapOf } from './host';
import { withSettings } from './limits';
import type { LxcProgram } from './programs';
import { removeTree } from './trees';

/**
 * A template for lxc-create(1), which runs it among the container's own users: it unpacks a root file system. Devices are
 * left out, for the container gets its own.
 */
const UNPACK = `#!/bin/sh
for argument; do
  case $argument in
    --rootfs=*) rootfs=\${argument#--rootfs=} ;;
    --archive=*) archive=\${argument#--archive=} ;;
  esac
done
exec tar --extract --file="$archive" --directory="$rootfs" --numeric-owner --preserve-permissions \\
  --exclude='./dev/*' --exclude='dev/*' --checkpoint=1000 --checkpoint-action=echo=%u
`;
/** tar's records, of which it counts a thousand between two reports. */
const RECORD_BYTES = 10_240;

export interface Making {
  readonly commands: LxcCommands;
  readonly hierarchy: Hierarchy;
  readonly isRoot: boolean;
  /** A folder for what is needed meanwhile. */
  readonly work: string;
}

/**
 * Makes a container that is off. Where that fails or is cancelled, nothing of it is left. Throws `program-missing`,
 * `program-failed` and what LXC's words mean.
 */
export async function makeContainer(
  { commands, hierarchy, isRoot, work: parent }: Making,
  config: LxcConfig,
  source: LxcRequest['source'],
  job: Job,
): Promise<void> {
  const work = join(parent, randomUUID());
  await mkdir(work, { recursive: true, mode: 0o700 });
  const create = async (
    template: string,
    args: readonly string[],
    onOutput: (text: string) => void,
  ): Promise<void> => {
    await making(commands, config, () =>
      commands.run('lxc-create', config, {
        doing: 'make the container',
        args: ['-f', join(work, 'config'), '-t', template, '--', ...args],
        signal: job.signal,
        limitMs: null,
        onOutput,
      }),
    );
  };
  const tell = (text: string): void => {
    const line = text.trim().split('\n').at(-1)?.trim();
    if (line) job.report(line.slice(0, 200));
  };
  const unpack = async (archive: string): Promise<void> => {
    const template = join(work, 'unpack');
    await writeFile(template, UNPACK);
    await chmod(template, 0o755);
    const step = 'Unpacking its root file system';
    job.report(step);
    await create(template, [`--archive=${archive}`], (text) => {
      const records = Number(/(\d+)\s*$/.exec(text)?.[1]);
      if (records > 0) job.report(step, { done: records * RECORD_BYTES, total: null, unit: 'bytes' });
    });
  };
  try {
    const file = await newConfig(
      commands.at,
      config,
      hierarchy,
      isRoot,
      source.kind === 'debian' || source.kind === 'archive',
    );
    await writeFile(join(work, 'config'), file.text);
    switch (source.kind) {
      case 'busybox':
        job.report('Making its root file system');
        return await create('busybox', [], () => undefined);
      case 'template':
        return await create(source.template, source.arguments, tell);
      case 'archive':
        return await unpack(source.path);
      case 'debian': {
        const archive = join(work, 'rootfs.tar');
        await bootstrap(archive, source, isRoot, job);
        return await unpack(archive);
      }
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Does what makes a container; where that fails or is cancelled nothing is left. Throws `file-exists` where another tool has
 * the name: its container is left alone.
 */
export async function making(
  commands: LxcCommands,
  one: Container,
  work: () => Promise<unknown>,
): Promise<void> {
  await reserve(one);
  try {
    await work();
  } catch (error) {
    if (error instanceof PaddockError && error.code === 'file-exists') throw taken(one);
    // What failed first is told: a container that is left shows itself in the list.
    await removeContainer(commands, one).catch(() => undefined);
    throw error;
  }
}

const taken = ({ container }: Container): PaddockError => nameCameBetween('container', container);

/**
 * Makes a container's folder, so that its name is Paddock's own. An ordinary user's is left to LXC, which gives it to the
 * container's root: there it is only looked whether the name is free.
 */
async function reserve(one: Container): Promise<void> {
  if (process.getuid?.() !== 0) {
    if (existsSync(folderOf(one))) throw taken(one);
    return;
  }
  await mkdir(folderOf(one), { mode: 0o770 }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? taken(one) : error;
  });
}

/** Deletes a container and its snapshots; one that is not there is passed over. Throws what LXC's words mean. */
export async function removeContainer(commands: LxcCommands, one: Container): Promise<void> {
  await commands
    .run('lxc-destroy', one, { doing: 'delete the container', args: ['-s'], limitMs: null })
    .catch((error: unknown) => {
      if (!(error instanceof PaddockError) || error.code !== 'file-missing') throw error;
    });
  await removeTree(commands.at, folderOf(one)); // what was never whole, and so is no container to LXC
}

/** What new containers begin with by this user's settings of LXC, and what was asked for. */
async function newConfig(
  at: LxcProgram,
  config: LxcConfig,
  hierarchy: Hierarchy,
  isRoot: boolean,
  isBare: boolean,
): Promise<ConfigFile> {
  const standard = new ConfigFile(await defaultConfig(at));
  const bridge = standard.value('lxc.net.0.link');
  const common = isBare ? commonConfigs(isRoot).map((path) => `lxc.include = ${path}`) : [];
  const idMap = isRoot || standard.has('lxc.idmap') ? [] : await idMapOf();
  const lines = [...common, ...idMap, ...(isBare ? [`lxc.uts.name = ${config.container}`] : [])];
  const base = new ConfigFile([...lines, standard.text].join('\n'));
  const network =
    config.network.kind === 'bridge' && config.network.bridge !== bridge ? base.without('lxc.net') : base;
  return withSettings(network, config, hierarchy);
}

/** What a system needs to start by itself and to get an address. */
const BASE_PACKAGES = ['systemd-sysv', 'dbus', 'iproute2', 'ifupdown', 'isc-dhcp-client'];

/** Makes the root file system of a Debian or Ubuntu, as an archive. Throws `program-missing`, `program-failed`. */
async function bootstrap(
  archive: string,
  { suite, packages }: Extract<LxcRequest['source'], { kind: 'debian' }>,
  isRoot: boolean,
  job: Job,
): Promise<void> {
  const program = await findProgram('mmdebstrap');
  if (program === undefined) {
    throw new PaddockError({
      code: 'program-missing',
      message: 'The program mmdebstrap, which makes a Debian system, is not installed.',
      next: 'Install it with this command, then try again.',
      remedy: { kind: 'copy-command', command: 'sudo apt install mmdebstrap' },
    });
  }
  job.report('Fetching the packages');
  const command = [
    program,
    '--variant=minbase',
    `--mode=${isRoot ? 'root' : 'unshare'}`,
    `--include=${[...BASE_PACKAGES, ...packages].join(',')}`,
    '--aptopt=Acquire::Languages "none"',
    '--dpkgopt=force-unsafe-io',
    suite,
    archive,
  ];
  const result = await runProgram(command, {
    limitMs: null,
    signal: job.signal,
    diesWithPaddock: true,
    withChildren: true,
    onOutput: (text) => {
      const step = /I: ([^\n]+?)(?:\.\.\.)?(?:\n|$)/.exec(text)?.[1];
      if (step !== undefined) job.report(step.slice(0, 200));
    },
  });
  if (result.exitCode !== 0) {
    throw lxcFailure(`make a ${suite} system: mmdebstrap failed`, result);
  }
}
