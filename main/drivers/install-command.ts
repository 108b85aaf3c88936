import { readFile } from 'node:fs/promises';

/** What a hypervisor's packages are called, by family of distributions; null where it can't be had there. */
export interface Packages {
  readonly debian: string | null;
  readonly rhel: string | null;
  readonly fedora: string | null;
  readonly arch: string | null;
  readonly suse: string | null;
}

const INSTALL: readonly {
  readonly like: readonly string[];
  readonly family: keyof Packages;
  readonly command: string;
}[] = [
  { like: ['debian', 'ubuntu'], family: 'debian', command: 'sudo apt install' },
  { like: ['rhel', 'centos'], family: 'rhel', command: 'sudo dnf install' },
  { like: ['fedora'], family: 'fedora', command: 'sudo dnf install' },
  { like: ['arch'], family: 'arch', command: 'sudo pacman -S' },
  { like: ['suse', 'opensuse'], family: 'suse', command: 'sudo zypper install' },
];

/** The command that installs packages on this computer; null where its distribution is not known, or has none of them. */
export async function installCommand(packages: Packages): Promise<string | null> {
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) return installCommandFor(text, packages);
  }
  return null;
}

/** The same for the distribution that os-release(5) tells of. */
export function installCommandFor(osRelease: string, packages: Packages): string | null {
  const value = (key: string): string =>
    new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(osRelease)?.[1] ?? '';
  const names = [value('ID'), ...value('ID_LIKE').split(/\s+/)].filter(Boolean);
  for (const name of names) {
    const known = INSTALL.find(({ like }) =>
      like.some((family) => name === family || name.startsWith(`${family}-`)),
    );
    if (!known) continue;
    const wanted = packages[known.family];
    return wanted === null ? null : `${known.command} ${wanted}`;
  }
  return null;
}
