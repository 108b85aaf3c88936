import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ARCHIVE_MAX_BYTES = 128 * 1024 * 1024;
/** Outside the source, kept between runs: what is fetched or made for guests. */
export const CACHE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '.cache', 'guests');

/** Works in a folder that is gone afterwards; what is to stay is moved out of it. */
export async function inWorkFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(CACHE, 'work-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Unpacks a package of the distribution's below a folder, without installing it. */
export async function unpackPackage(name: string, folder: string): Promise<void> {
  await inWorkFolder(async (work) => {
    await run('apt-get', ['download', name], { cwd: work });
    const file = (await readdir(work)).find((entry) => entry.endsWith('.deb'));
    if (!file) throw new Error(`apt-get downloaded no package ${name}`);
    await run('dpkg-deb', ['-x', join(work, file), folder]);
  });
}

/** The files of a folder as a kernel takes them for its first file system; one such archive may follow another. */
export async function archiveOf(root: string): Promise<Buffer> {
  const { stdout: files } = await run('find', ['.'], { cwd: root });
  // cpio reads names from its input; the archive fits a buffer.
  return new Promise<Buffer>((resolve, reject) => {
    const child = execFile(
      'cpio',
      ['--quiet', '-o', '-H', 'newc', '-R', '0:0'],
      { cwd: root, encoding: 'buffer', maxBuffer: ARCHIVE_MAX_BYTES },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
    child.stdin?.end(files);
  });
}
