import { writeFile } from 'node:fs/promises';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { deleteBelongings, makeDiskFolders } from './belongings';
import { seedImage } from './cloud-init/seed';
import type { QemuConfig, QemuRequest } from './config';
import { createDisk, inspectDisk } from './disks';
import { chooseFirmware, type FlashFirmware } from './firmware/descriptors';
import { enlarge } from './images/resize';
import { rewrite, telling, type ImageTools } from './images/rewrite';
import type { MachinePaths } from './paths';
import { isCopied } from './plan';

const WORDS = { writing: 'Copying the image', comparing: 'Comparing the copy' } as const;

export interface Creation {
  readonly instance: string;
  readonly request: QemuRequest;
  readonly config: QemuConfig;
  readonly paths: MachinePaths;
  readonly tools: ImageTools;
  readonly firmwares: () => Promise<readonly FlashFirmware[]>;
  readonly job: Job;
}

/**
 * Makes the files of a planned machine: its disk, empty or a copy of an image, the variables of its firmware, and the seed
 * that a cloud image reads. What was made is deleted when it fails or is cancelled.
 */
export async function makeFiles(creation: Creation): Promise<void> {
  const { config, paths, job, request } = creation;
  const { source } = request;
  const hasSeed = source.kind === 'cloud' && source.cloudInit !== null;
  const hasFiles = config.firmware !== null || hasSeed || config.disks.some(({ owned }) => owned);
  if (hasFiles) await makeDiskFolders(paths);
  try {
    await makeDisk(creation);
    await makeVariables(creation);
    await makeSeed(creation);
    if (job.signal.aborted) throw job.signal.reason;
  } catch (error) {
    await deleteBelongings(config, paths, null);
    throw error;
  }
}

async function makeDisk({ request, config, tools, job }: Creation): Promise<void> {
  const { newDisk, source } = request;
  const disk = config.disks.find(({ owned }) => owned);
  if (!disk) return;
  if (!isCopied(request) || !('path' in source)) {
    if (newDisk === null) return;
    job.report('Making the disk');
    return createDisk(tools.img, disk.path, newDisk, job.signal);
  }
  const { format, takenBytes } = await inspectDisk(tools.img, source.path);
  const bytes = takenBytes ?? 1;
  await rewrite(
    tools,
    {
      from: { path: source.path, format },
      to: { path: disk.path, format: disk.format },
      compare: false, // its source stays
      replace: false,
    },
    job.signal,
    telling(job, WORDS, { before: 0, bytes, total: bytes }),
  );
  if (newDisk !== null) await enlarge(tools.img, disk, newDisk, null);
}

/** The template is looked for anew: the plan holds what the machine keeps, and this it needs once. */
export async function makeVariables({
  request,
  config,
  paths,
  tools,
  firmwares,
  job,
}: Omit<Creation, 'instance' | 'request'> & {
  readonly request: Pick<QemuRequest, 'firmware'>;
}): Promise<void> {
  const { firmware } = config;
  if (!firmware || request.firmware === 'bios') return;
  job.report('Making the firmware’s variables');
  const chosen = chooseFirmware(await firmwares(), config.machine, request.firmware);
  if (chosen?.code.filename !== firmware.code.path) {
    throw new PaddockError({
      code: 'file-missing',
      message: 'The firmware of this computer has just been changed.',
      cause: `${firmware.code.path} is no more what fits.`,
      next: 'Try again.',
      remedy: { kind: 'retry' },
    });
  }
  const { filename, format } = chosen.template;
  const to = { path: paths.variables, format: 'qcow2' };
  await rewrite(
    tools,
    { from: { path: filename, format }, to, compare: false, replace: false },
    job.signal,
    () => undefined,
  );
}

async function makeSeed({ instance, request: { source }, paths }: Creation): Promise<void> {
  if (source.kind !== 'cloud' || source.cloudInit === null) return;
  const seed = await seedImage(source.cloudInit, instance, new Date());
  await writeFile(paths.seed, seed, { mode: 0o600, flag: 'wx' });
}
