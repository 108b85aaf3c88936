import { cpus, homedir, hostname, release, totalmem, userInfo } from 'node:os';
import type { Settings } from '../../preload/contract';
import type { Hypervisor } from '../hypervisor/hypervisor';
import type { Log } from '../log';
import type { OperationsLog } from '../operations-log';
import { cleanerFor } from './cleaner';
import { report } from './report';

const LOG_LINES = 200;
/** How far back names of machines that are gone are looked for. */
const OPERATIONS = 5_000;

export interface Sources {
  readonly hypervisor: Hypervisor;
  readonly operations: OperationsLog;
  readonly settings: Settings;
  readonly log: Log;
  /** Paddock's own version, and whether its window is sandboxed. */
  readonly version: string;
  readonly sandboxed: boolean;
}

/** What is to be known of this Paddock by whoever is to help, without what is the person's own. */
export async function diagnose(sources: Sources): Promise<string> {
  const { hypervisor, operations, settings, log } = sources;
  const machines = hypervisor.list();
  const [bin, broken] = [hypervisor.bin.list(), hypervisor.broken()];
  // What is told of machines that are deleted or were renamed is in the log as well.
  const records = await operations.read(OPERATIONS);
  const clean = cleanerFor({
    home: process.env.HOME || homedir(),
    user: userInfo().username,
    host: hostname(),
    servers: hypervisor
      .knownRemotes()
      .flatMap(({ name, address }) => [name, address, address.replace(/:\d+$/, '')]),
    names: [
      ...machines.map(({ definition }) => definition.name),
      ...bin.map(({ definition }) => definition.name),
      ...broken.map(({ name }) => name),
      ...records.map(({ name }) => name),
    ],
  });
  return report(
    {
      at: Date.now(),
      versions: versionsOf(sources),
      drivers: hypervisor.drivers(),
      settings,
      machines: machines.map(({ driver, state }) => ({ driver, state })),
      broken: broken.length,
      binned: bin.length,
      locks: hypervisor.inspect(),
      log: await log.tail(LOG_LINES),
    },
    clean,
  );
}

function versionsOf({ version, sandboxed }: Sources): Record<string, string> {
  const { electron = '', chrome = '', node } = process.versions;
  const { XDG_CURRENT_DESKTOP: desktop = 'unknown', XDG_SESSION_TYPE: session = 'unknown' } = process.env;
  return {
    Paddock: version,
    Electron: `${electron}, Chromium ${chrome}, Node.js ${node}`,
    System: `${process.platform} ${release()}, ${process.arch}`,
    Desktop: `${desktop}, ${session}`,
    Computer: `${cpus().length} CPUs, ${(totalmem() / 1024 ** 3).toFixed(1)} GiB`,
    Sandbox: sandboxed ? 'on' : 'off',
  };
}
