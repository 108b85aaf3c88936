import { diskPath } from './belongings';
import type { QemuConfig, QemuRequest } from './config';
import { chainOf, checkFile, imgMissing, usableFormat } from './disks';
import { newMac } from './hardware';
import { newCard, newDevices, newDisk } from './new-devices';
import type { MachinePaths } from './paths';
import type { QemuFacts } from './probe';

/** A machine as a request wants it. Makes nothing. Throws with the field of the request that can't be met. */
export async function planMachine(
  request: QemuRequest,
  facts: QemuFacts,
  paths: MachinePaths,
): Promise<QemuConfig> {
  const { source, newDisk: newBytes } = request;
  if (newBytes !== null && facts.img === null) throw imgMissing('request.newDisk');
  const disks: QemuConfig['disks'] = [];
  const cdroms: QemuConfig['cdroms'] = [];
  let boot: QemuConfig['boot'] = { kind: 'firmware' };
  switch (source.kind) {
    case 'iso':
      await checkFile(source.path, 'request.source.path', 'read');
      cdroms.push({ id: 'cd0', path: source.path, bus: 'sata', place: null });
      break;
    case 'kernel': {
      const { kernel, initrd, commandLine } = source;
      await checkFile(kernel, 'request.source.kernel', 'read');
      if (initrd !== null) await checkFile(initrd, 'request.source.initrd', 'read');
      boot = { kind: 'kernel', kernel, initrd, commandLine };
      break;
    }
    case 'disk': {
      await checkFile(source.path, 'request.source.path', 'read and write');
      const field = 'request.source.path';
      const format = await usableFormat(facts.img, source.path, field);
      const backing = await chainOf(facts.img, { path: source.path, format }, field);
      disks.push({ ...newDisk('disk0', source.path, format, false), backing });
      break;
    }
  }
  if (newBytes !== null) {
    const id = `disk${disks.length}`;
    disks.push(newDisk(id, diskPath(paths, id), 'qcow2', true));
  }
  return {
    ...newDevices(request),
    machine: facts.machine,
    accelerator: 'auto',
    boot,
    disks: disks.map((disk, place) => ({ ...disk, place })),
    cdroms,
    networks: request.network ? [newCard('net0', disks.length)] : [],
  };
}

/** A copy's config: each disk becomes a file of the copy's own, and each network card gets an address of its own. */
export function planCopy(source: QemuConfig, paths: MachinePaths): QemuConfig {
  return {
    ...source,
    disks: source.disks.map((disk) => ({
      ...disk,
      path: diskPath(paths, disk.id),
      format: 'qcow2',
      owned: true,
      backing: [],
    })),
    detached: [],
    // Both may run at once, and a port of this computer can be had once only.
    networks: source.networks.map((network) =>
      network.mode === 'bridge' ? { ...network, mac: newMac() } : { ...network, mac: newMac(), forwards: [] },
    ),
  };
}
