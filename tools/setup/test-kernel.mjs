/**
 * A Linux kernel for the tests' guests, out of the distribution's package for virtual machines. It is unpacked
 * into the cache folder, not installed: an installed kernel would become one that the computer starts with.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { capture, must } from './command.mjs';
import { cacheFolder } from './project.mjs';
import { step } from './report.mjs';

// Debian's, then Ubuntu's. All only depend on the package of the kernel that is current.
const metapackages = ['linux-image-cloud-amd64', 'linux-image-virtual', 'linux-image-amd64'];

/** The package with the kernel itself, in what `apt-cache depends` prints for a metapackage. */
export function kernelPackage(depends) {
  return /^\s*Depends: (linux-image-\d\S*)$/m.exec(depends)?.[1];
}

function kernelIn(folder) {
  const boot = join(folder, 'boot');
  const name = existsSync(boot) && readdirSync(boot).find((file) => file.startsWith('vmlinuz-'));
  return name ? join(boot, name) : undefined;
}

async function fetchKernel(name, cache, target) {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, `.setup-${process.pid}-`));
  const missing = `the test kernel ${name} can not be fetched`;
  try {
    await must('apt-get', ['download', '-q', name], { cwd: work, missing });
    const file = readdirSync(work).find((entry) => entry.endsWith('.deb'));
    await must('dpkg-deb', ['-x', join(work, file), join(work, 'kernel')], { missing });
    rmSync(target, { recursive: true, force: true });
    renameSync(join(work, 'kernel'), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The path of the test kernel's image, fetched at the first call; undefined where no package has one. */
export async function testKernel() {
  const cache = cacheFolder();
  const target = join(cache, 'test-kernel');
  const there = kernelIn(target);
  if (there) return there;
  for (const metapackage of metapackages) {
    const name = kernelPackage((await capture('apt-cache', ['depends', metapackage])).stdout);
    if (!name) continue;
    await step(`Fetching ${name} for the tests' guests`, () => fetchKernel(name, cache, target));
    return kernelIn(target);
  }
  return undefined;
}
