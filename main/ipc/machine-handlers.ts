import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CallResult } from '../../preload/contract';
import { toFailure } from '../domains/failure';
import type { Requester } from '../domains/job';
import type { ForeignMachine } from '../drivers/foreign-machine';
import type { Hypervisor } from '../hypervisor/hypervisor';
import type { OperationsLog } from '../operations-log';
import { inspectFile } from '../storage/inspect-file';
import { Systems } from '../storage/osinfo/systems';
import { publicKeys } from '../storage/ssh-keys';
import type { Handlers } from './answer';
import {
  belongingViews,
  binRows,
  brokenRows,
  busyView,
  choicesView,
  diskViews,
  driverViews,
  foreignView,
  machineDetail,
  machineRow,
  requestChoicesView,
} from './views';

/** What reads archives and XML is large, seldom wanted, and loaded then only: the app starts without it. */
async function read(path: string): Promise<ForeignMachine> {
  const { readForeign } = await import('../storage/import/read-foreign');
  return readForeign(path);
}

/** The driver that machines of other programs are given to. */
const IMPORTS_INTO = 'qemu';

/** The calls about machines: those that need no window, and no desktop. */
export type MachineHandlers = ReturnType<typeof machineHandlers>;

/** The answer to each call about machines: a translation into the hypervisor's words, and no more. `by`: who calls. */
export function machineHandlers(hypervisor: Hypervisor, operations: OperationsLog, by: Requester) {
  const systems = new Systems();
  return {
    'drivers.list': () => driverViews(hypervisor.drivers()),
    'drivers.probe': async () => {
      await hypervisor.probeAll();
      return driverViews(hypervisor.drivers());
    },
    'drivers.requestChoices': async ({ driver }) =>
      requestChoicesView(driver, await hypervisor.requestChoices(driver)),
    'remotes.list': async ({ driver }) => [...(await hypervisor.remotes(driver).list())],
    'remotes.look': ({ driver, invitation }) => hypervisor.remotes(driver).look(invitation),
    'remotes.add': async ({ driver, name, invitation, fingerprint }) => {
      await hypervisor.remotes(driver).add(name, invitation, fingerprint);
      await hypervisor.probe(driver);
    },
    'remotes.remove': async ({ driver, name }) => {
      await hypervisor.remotes(driver).remove(name);
      await hypervisor.probe(driver);
    },
    'remotes.evacuate': ({ driver, name, member, isAway }) =>
      hypervisor.remotes(driver).evacuate(name, member, isAway),
    'machines.list': (): CallResult<'machines.list'> => ({
      machines: hypervisor.list().map((machine) => machineRow(hypervisor, machine)),
      broken: brokenRows(hypervisor.broken()),
      binned: hypervisor.bin.list().length,
    }),
    'machines.define': async ({ driver, name, request, start }) => {
      const id = await hypervisor.define(driver, name, request, by);
      if (!start) return { id, startFailure: null };
      // The machine is there, whatever becomes of its first start: the two must not be confused.
      const startFailure = await hypervisor.start(id, by).then(() => null, toFailure);
      return { id, startFailure };
    },
    'machines.freeName': ({ driver, name }) => hypervisor.freeName(driver, name),
    'import.inspect': async ({ path }) => {
      const found = await read(path);
      return foreignView(found, hypervisor.lacksOf(IMPORTS_INTO, found));
    },
    'import.run': async ({ path, ...how }) => ({
      id: await hypervisor.import(IMPORTS_INTO, await read(path), how, by),
    }),
    'machine.detail': ({ id }) => machineDetail(hypervisor, hypervisor.snapshot(id)),
    'machine.start': ({ id, how }) => hypervisor.start(id, by, how),
    'machine.suspend': ({ id }) => hypervisor.suspend(id, by),
    'machine.resume': ({ id }) => hypervisor.resume(id, by),
    'machine.save': ({ id }) => hypervisor.save(id, by),
    'machine.shutdown': ({ id }) => hypervisor.shutdown(id, by),
    'machine.destroy': ({ id }) => hypervisor.destroy(id, by),
    'machine.reboot': ({ id }) => hypervisor.reboot(id, by),
    'machine.reset': ({ id }) => hypervisor.reset(id, by),
    'machine.undefine': ({ id }) => hypervisor.undefine(id, by),
    'machine.cancel': ({ id, job }) => hypervisor.cancel(id, job),
    'machine.redefine': ({ id, editable, ...change }) =>
      hypervisor.redefine(id, { ...change, hardware: editable?.hardware }, by),
    'machine.checkDefinition': ({ id, text }) =>
      hypervisor.checkDefinition(id, text).map(({ path, message }) => ({ path: [...path], message })),
    'machine.redefineAs': ({ id, text, before }) => hypervisor.redefineAs(id, text, before, by),
    'machine.hardwareChoices': async ({ id }) =>
      choicesView(hypervisor.snapshot(id).driver, await hypervisor.facts.hardwareChoices(id)),
    'machine.clone': async ({ id, name, how }) => ({ id: await hypervisor.clone(id, name, by, how) }),
    'machine.act': ({ id, action, values }) => hypervisor.act(id, action, values, by),
    'machine.belongings': async ({ id }) => belongingViews(await hypervisor.belongings(id)),
    'machine.commandLine': async ({ id }) => {
      const command = await hypervisor.facts.commandLine(id);
      return command && [...command];
    },
    'machine.dismissFailure': ({ id }) => hypervisor.dismissFailure(id),
    'snapshot.create': ({ id, name, note }) => hypervisor.snapshots.take(id, name, note, by),
    'snapshot.rename': ({ id, snapshot, ...named }) => hypervisor.snapshots.rename(id, snapshot, named, by),
    'snapshot.picture': async ({ id, snapshot }) => {
      const png = await hypervisor.snapshots.picture(id, snapshot);
      return png && `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
    },
    'snapshot.revert': ({ id, snapshot }) => hypervisor.snapshots.revert(id, snapshot, by),
    'snapshot.delete': ({ id, snapshot }) => hypervisor.snapshots.delete(id, snapshot, by),
    'disks.list': async ({ id }) => diskViews(await hypervisor.disks.list(id)),
    'disk.create': ({ id, bytes }) => hypervisor.disks.create(id, bytes, by),
    'disk.resize': ({ id, disk, bytes }) => hypervisor.disks.resize(id, disk, bytes, by),
    'disk.convert': ({ id, disk, format }) => hypervisor.disks.convert(id, disk, format, by),
    'disk.compact': ({ id, disk, compress }) => hypervisor.disks.compact(id, disk, compress, by),
    'disk.check': ({ id, disk }) => hypervisor.disks.check(id, disk, by),
    'disk.repair': ({ id, disk, damage }) => hypervisor.disks.repair(id, disk, damage, by),
    'disk.flatten': ({ id, disk }) => hypervisor.disks.flatten(id, disk, by),
    'disk.rebase': ({ id, disk, path }) => hypervisor.disks.rebase(id, disk, path, by),
    'disk.export': ({ id, disk, path, format }) => hypervisor.disks.export(id, disk, { path, format }, by),
    'bin.list': () => binRows(hypervisor),
    'bin.recover': async ({ id }) => {
      await hypervisor.bin.recover(id, by);
      return { name: hypervisor.snapshot(id).definition.name };
    },
    'bin.purge': ({ id }) => hypervisor.bin.purge(id, by),
    'bin.empty': async () => ({ failed: [...(await hypervisor.bin.empty(by))] }),
    'operations.list': async ({ machine, limit }) => [...(await operations.read(limit, machine))],
    'busy.inspect': () => busyView(hypervisor.inspect()),
    'host.sshKeys': () => publicKeys(join(homedir(), '.ssh')),
    'file.inspect': ({ path }) => inspectFile(path, systems),
  } satisfies Partial<Handlers<unknown>>;
}
