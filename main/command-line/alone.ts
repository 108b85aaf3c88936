import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunRecord } from '../autostart/run-record';
import { Terminals } from '../consoles/terminals';
import type { DomainId } from '../domains/definition';
import { createDrivers } from '../drivers';
import { Hypervisor } from '../hypervisor/hypervisor';
import { machineHandlers, type MachineHandlers } from '../ipc/machine-handlers';
import { Log } from '../log';
import { OperationsLog } from '../operations-log';
import type { Paths } from '../paths';
import { SettingsFile } from '../settings';
import { keptOnly } from './kept-only';
import { commandSocket } from './protocol';
import { serveCommands } from './server';

/** A server elsewhere that does not answer must not keep one from one's own machines, in ms. */
const LOOKING_LIMIT_MS = 15_000;

/** How long what commands have begun may take, in ms: as when the app quits, it is let go of then. */
const BEGUN_LIMIT_MS = 30_000;

/** A process that has the machines without the app: a command for as long as it takes, or the tray. */
export interface Alone {
  readonly hypervisor: Hypervisor;
  /** Ends what was begun and lets go of the machines, which run on. */
  close(): Promise<void>;
  /** Resolves once it has, whoever asked. */
  readonly closed: Promise<void>;
}

export interface AloneOptions {
  readonly host: 'tray' | 'command line';
  /** What the app is to know when it takes the machines. */
  readonly hands: () => unknown;
}

/**
 * Opens the machines without the app, and answers commands as the app does: this one's, and those that are given meanwhile.
 * Throws `data-folder-in-use` where somebody has the machines.
 */
export async function openAlone(
  paths: Paths,
  version: string,
  { host, hands }: AloneOptions = { host: 'command line', hands: () => ({}) },
): Promise<Alone> {
  const log = new Log(paths.state);
  const settings = new SettingsFile(join(paths.config, 'settings.json'), log.about('settings'));
  await settings.load();
  const drivers = createDrivers(paths, process.env, () => settings.current);
  const hypervisor = new Hypervisor({
    drivers,
    definitions: join(paths.config, 'machines'),
    pictures: { folder: join(paths.state, 'pictures'), shrink: (png) => png }, // pictures are made smaller by the desktop
    log: log.about(host),
  });
  const operations = new OperationsLog(paths.state, log.about('operations'));
  hypervisor.onOperation((record) => operations.append(record));
  const runRecord = new RunRecord(join(paths.state, 'running.json'), log.about('autostart'));
  const terminals = new Terminals((id, console) => hypervisor.openText(id, console));
  const { attached } = await hypervisor.open();
  try {
    return await answering();
  } catch (error) {
    await hypervisor.close();
    throw error;
  }

  /** Whether what a call is about ends with this process. */
  function isPassing(args: unknown): boolean {
    const { id, driver } = args as { readonly id?: DomainId; readonly driver?: string };
    const about = driver ?? (id && hypervisor.those([id])[0]?.driver);
    return drivers.some((one) => one.id === about && !one.persistent);
  }

  async function answering(): Promise<Alone> {
    let closing: Promise<void> | null = null;
    const look = async (): Promise<void> => {
      await Promise.all([attached, hypervisor.probeAll()]); // what is not known yet would count as off
      const ended = await runRecord.ended(hypervisor.list());
      if (!closing) runRecord.follow(hypervisor, ended);
    };
    const looking = look();
    looking.catch((error: unknown) => log.write(host, String(error)));
    // A command is about what is found; the tray stays, and others ask it at any time.
    if (host === 'command line')
      await Promise.race([looking, sleep(LOOKING_LIMIT_MS, undefined, { ref: false })]);
    if (settings.current.demo) await hypervisor.discover('test');

    const asked = machineHandlers(hypervisor, operations, 'command line');
    // The app has long tried out what machines can run under; here a first start would go without, and stay so.
    const handlers: MachineHandlers = {
      ...asked,
      'machine.start': (args) => hypervisor.triedOut().then(() => asked['machine.start'](args)),
      'machines.define': (args) => hypervisor.triedOut().then(() => asked['machines.define'](args)),
    };

    let told: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (told = resolve));
    const close = (): Promise<void> => (closing ??= end().finally(told));
    const server = await serveCommands({
      socket: commandSocket(paths.runtime),
      greeting: { paddock: version, host },
      handlers: {
        ...keptOnly(handlers, isPassing),
        'settings.get': () => settings.current,
      },
      terminals,
      leave: () => {
        void close();
        return hands();
      },
      log: log.about(host),
    });
    return { hypervisor, close, closed };

    async function end(): Promise<void> {
      await server.close(BEGUN_LIMIT_MS);
      await terminals.close();
      await runRecord.close(host === 'tray' ? 'app' : 'command line');
      await hypervisor.close();
      await operations.close();
    }
  }
}
