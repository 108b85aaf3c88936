import { basename } from 'node:path';
import { READABLE_FORMATS, type ForeignMachine } from '../../drivers/foreign-machine';
import { inspectFile } from '../inspect-file';
import { bytesOf, notUnderstood } from './source-file';

/** A disk image, as a machine that has nothing but it. Throws `file-unreadable` for what is none, `file-missing`. */
export async function readDiskImage(path: string): Promise<ForeignMachine> {
  const file = await inspectFile(path);
  const format = file.kind === 'disk' ? READABLE_FORMATS.find((one) => one === file.format) : undefined;
  if (format === undefined) throw notUnderstood(path, 'It is no disk image that has a system on it.');
  const name = basename(path);
  return {
    kind: 'disk',
    name: name.replace(/\.[^.]*$/, ''),
    description: '',
    architecture: null,
    memory: null,
    cpus: null,
    firmware: 'bios',
    tpm: false,
    sound: false,
    kernel: null,
    disks: [
      {
        title: name,
        format,
        // A disk of another hypervisor's holds a system that knows that one's devices.
        bus: format === 'qcow2' || format === 'raw' ? 'virtio' : 'sata',
        bytes: await bytesOf(path),
        source: { kind: 'file', path },
      },
    ],
    lost: [],
    media: [],
    cards: [{ mac: null, model: format === 'qcow2' || format === 'raw' ? 'virtio' : 'e1000e', forwards: [] }],
    left: [],
  };
}
