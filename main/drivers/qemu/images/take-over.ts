import type { DomainId } from '../../../domains/definition';
import type { LockedDomain } from '../../../domains/domain';
import { PaddockError } from '../../../domains/failure';
import type { Job } from '../../../domains/job';
import type { TakeOver } from '../../driver';
import type { DiskPlacement, ForeignDisk, ForeignMachine } from '../../foreign-machine';
import { deleteBelongings, diskPath, makeDiskFolders } from '../belongings';
import { QemuConfigSchema, type QemuConfig } from '../config';
import { makeVariables } from '../create';
import { chainOf, checkFile } from '../disks';
import type { FlashFirmware } from '../firmware/descriptors';
import type { LiveMachine } from '../live-machine';
import { withPlaces } from '../hardware';
import { newCard, newDevices, newDisk } from '../new-devices';
import type { MachinePaths } from '../paths';
import { planFirmware } from '../plan';
import type { QemuFacts } from '../probe';
import { rewrite, telling, type Image } from './rewrite';
import type { Unfinished } from './unfinished';

type Machine = LockedDomain<QemuConfig, LiveMachine>;

const MIB = 1024 ** 2;
/** For a machine that does not tell. */
const MEMORY = 2048 * MIB;
const CPUS = 2;

const WORDS = { writing: 'Copying the disk', comparing: 'Comparing it with the first' };

export interface QemuTakeOverOptions {
  readonly facts: () => Promise<QemuFacts>;
  readonly img: () => Promise<string>;
  readonly firmwares: () => Promise<readonly FlashFirmware[]>;
  readonly unfinished: Unfinished;
  readonly paths: (id: DomainId) => MachinePaths;
}

/** Makes QEMU machines of those that other programs made. */
export class QemuTakeOver implements TakeOver<QemuConfig, LiveMachine> {
  constructor(private readonly options: QemuTakeOverOptions) {}

  lacks({ firmware, tpm }: ForeignMachine): readonly string[] {
    return [
      ...(firmware === 'bios'
        ? []
        : ['What was set in its UEFI is not taken over: it starts with a fresh one.']),
      ...(tpm ? ['What is in its TPM is not taken over: it gets a fresh one.'] : []),
    ];
  }

  async plan(id: DomainId, found: ForeignMachine, placement: DiskPlacement): Promise<QemuConfig> {
    const facts = await this.options.facts();
    checkArchitecture(found.architecture, facts.machine);
    const paths = this.options.paths(id);
    const disks = await Promise.all(
      found.disks.map((disk, index) => this.#diskOf(disk, `disk${index}`, placement, paths)),
    );
    const base = newDevices({ memory: found.memory ?? MEMORY, cpus: found.cpus ?? CPUS });
    const parsed = QemuConfigSchema.safeParse({
      ...base,
      machine: facts.machine,
      accelerator: 'auto',
      firmware: await planFirmware(found, facts, paths, this.options.firmwares),
      tpm: found.tpm ? { state: paths.tpmState } : null,
      sound: found.sound ? 'hda' : 'none',
      boot: found.kernel === null ? { kind: 'firmware' } : { kind: 'kernel', ...found.kernel },
      scsi: disks.some(({ bus }) => bus === 'scsi'),
      disks,
      cdroms: found.media.map((path, index) => ({ id: `cd${index}`, path, bus: 'sata', place: null })),
      networks: found.cards.map(({ mac, model, forwards }, index) => ({
        ...newCard(`net${index}`, 0),
        ...(mac === null ? {} : { mac }),
        model,
        forwards,
        place: null,
      })),
    });
    if (parsed.success) return withPlaces(parsed.data);
    throw new PaddockError({
      code: 'argument-invalid',
      message: 'The machine can’t be taken over.',
      cause: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
      next: 'Create a machine with its disk instead.',
    });
  }

  async make(machine: Machine, found: ForeignMachine, placement: DiskPlacement, job: Job): Promise<void> {
    const { config } = machine.definition;
    const paths = this.options.paths(machine.id);
    const { unfinished } = this.options;
    const img = await this.options.img();
    const copied = found.disks.flatMap((disk, index) => {
      const to = config.disks[index];
      return to && (placement === 'copy' || to.owned) ? [{ disk, to }] : [];
    });
    const total = copied.reduce((sum, { disk }) => sum + disk.bytes, 0);
    await machine.unlocked(async () => {
      await makeDiskFolders(paths);
      let before = 0;
      try {
        for (const { disk, to } of copied) {
          const tell = telling(job, WORDS, { before, bytes: disk.bytes, total });
          const from = await imageOf(disk);
          await rewrite({ img, unfinished }, { from, to, compare: false, replace: false }, job.signal, tell);
          before += disk.bytes;
        }
        const tools = { img, unfinished };
        await makeVariables({ request: found, config, paths, tools, firmwares: this.options.firmwares, job });
      } catch (error) {
        await deleteBelongings(config, paths, null);
        throw error;
      }
    });
    machine.setState('shutoff');
  }

  async #diskOf(
    { source, format, bus }: ForeignDisk,
    id: string,
    placement: DiskPlacement,
    paths: MachinePaths,
  ): Promise<QemuConfig['disks'][number]> {
    const inPlace = placement === 'in place' && source.kind === 'file';
    if (!inPlace || (format !== 'qcow2' && format !== 'raw')) {
      await checkFile(source.path, 'path', 'read');
      return { ...newDisk(id, diskPath(paths, id), 'qcow2', true), bus };
    }
    await checkFile(source.path, 'path', 'read and write');
    const backing = await chainOf(await this.options.img(), { path: source.path, format }, 'path');
    return { ...newDisk(id, source.path, format, false), bus, backing };
  }
}

/** Where the contents of a disk are. */
async function imageOf({ source, format }: ForeignDisk): Promise<Image> {
  if (source.kind === 'file') return { path: source.path, format };
  return { path: source.path, format, within: await source.locate() };
}

/** Throws `unsupported` for a machine of another processor than the one that QEMU was found for. */
function checkArchitecture(architecture: string | null, machine: string): void {
  if (architecture === null || ['x86_64', 'i686', 'i386'].includes(architecture)) return;
  throw new PaddockError({
    code: 'unsupported',
    message: `The machine is one for ${architecture} processors.`,
    cause: `Paddock runs machines of the type ${machine} here.`,
    next: 'Run it on a computer with that kind of processor.',
  });
}
