import { basename } from 'node:path';
import type { KnownSystem, MediaPattern, Resources } from './database';

/** The fields of an ISO 9660 primary volume descriptor that tell what is on it. */
export interface IsoMarks {
  readonly volume: string;
  readonly system: string;
  readonly publisher: string;
  readonly application: string;
}

/** What a file was recognised as, and what that wants of its machine. */
export interface Recognised {
  /** osinfo's short identity. */
  readonly id: string;
  readonly title: string;
  /** Bytes; null where nobody says. */
  readonly memory: number | null;
  readonly cpus: number | null;
  readonly disk: number | null;
  readonly firmware: 'bios' | 'uefi' | 'secure';
  readonly tpm: boolean;
}

/** The system on an installation image; undefined where none is known by these marks. */
export function recogniseIso(marks: IsoMarks, systems: readonly KnownSystem[]): Recognised | undefined {
  let best: { readonly system: KnownSystem; readonly score: number } | undefined;
  for (const system of systems) {
    for (const media of system.media) {
      const score = scoreOf(media, marks);
      // Of equally good ones the later release: patterns of a rolling one often fit its elders as well.
      if (
        score > 0 &&
        (!best || score > best.score || (score === best.score && isLater(system, best.system)))
      ) {
        best = { system, score };
      }
    }
  }
  return best && describe(best.system, best.system.title);
}

/** How well marks fit a pattern: how many fields it asks for, 0 where one does not fit. */
function scoreOf(media: MediaPattern, marks: IsoMarks): number {
  const pairs = [
    [media.volume, marks.volume],
    [media.system, marks.system],
    [media.publisher, marks.publisher],
    [media.application, marks.application],
  ] as const;
  let score = 0;
  for (const [pattern, mark] of pairs) {
    if (pattern === null) continue;
    if (!pattern.test(mark)) return 0;
    score++;
  }
  return score;
}

function isLater(one: KnownSystem, other: KnownSystem): boolean {
  return one.distro === other.distro && numberOf(one.version) > numberOf(other.version);
}

const numberOf = (version: string): number => Number.parseFloat(version) || 0;

/** Names that distributions give their images: the distribution, and its version where the name has it. */
const NAMES: readonly {
  readonly pattern: RegExp;
  readonly distro: string;
  readonly title: string;
  readonly version?: string;
}[] = [
  { pattern: /bullseye/i, distro: 'debian', title: 'Debian', version: '11' },
  { pattern: /bookworm/i, distro: 'debian', title: 'Debian', version: '12' },
  { pattern: /trixie/i, distro: 'debian', title: 'Debian', version: '13' },
  { pattern: /focal/i, distro: 'ubuntu', title: 'Ubuntu', version: '20.04' },
  { pattern: /jammy/i, distro: 'ubuntu', title: 'Ubuntu', version: '22.04' },
  { pattern: /noble/i, distro: 'ubuntu', title: 'Ubuntu', version: '24.04' },
  { pattern: /debian[-_ ]?(?:live[-_ ])?(\d+)/i, distro: 'debian', title: 'Debian' },
  { pattern: /ubuntu[-_ ]?(\d\d\.\d\d)/i, distro: 'ubuntu', title: 'Ubuntu' },
  { pattern: /fedora.*?[-_ ](\d\d)(?=[-_. ]|$)/i, distro: 'fedora', title: 'Fedora Linux' },
  { pattern: /centos[-_ ]?stream.*?[-_ ](\d+)/i, distro: 'centos', title: 'CentOS Stream' },
  { pattern: /rocky[-_ ](\d+)/i, distro: 'rocky', title: 'Rocky Linux' },
  { pattern: /alma(?:linux)?[-_ ](\d+)/i, distro: 'almalinux', title: 'AlmaLinux' },
  { pattern: /opensuse.*leap[-_ ](\d+\.\d+)/i, distro: 'opensuse', title: 'openSUSE Leap' },
  { pattern: /alpine.*?[-_ ](\d+\.\d+)/i, distro: 'alpinelinux', title: 'Alpine Linux' },
  { pattern: /freebsd[-_ ](\d+\.\d+)/i, distro: 'freebsd', title: 'FreeBSD' },
  { pattern: /arch[-_ ]?linux/i, distro: 'archlinux', title: 'Arch Linux' },
  { pattern: /cirros/i, distro: 'cirros', title: 'CirrOS' },
  { pattern: /win(?:dows)?[-_ ]?11/i, distro: 'win', title: 'Microsoft Windows', version: '11' },
  { pattern: /win(?:dows)?[-_ ]?10/i, distro: 'win', title: 'Microsoft Windows', version: '10' },
];

/** The system in an image that has no marks, by what its file is called; undefined where the name tells nothing. */
export function recogniseName(path: string, systems: readonly KnownSystem[]): Recognised | undefined {
  const name = basename(path);
  for (const { pattern, distro, title, version: known } of NAMES) {
    const match = pattern.exec(name);
    if (!match) continue;
    const version = known ?? match[1] ?? '';
    const own = systems.filter((system) => system.distro === distro);
    const exact = own.find((system) => system.version === version);
    if (exact) return describe(exact, exact.title);
    // A release newer than the database: what its elder wants is a good beginning.
    const [elder] = own
      .filter((system) => version === '' || numberOf(system.version) < numberOf(version))
      .sort((a, b) => numberOf(b.version) - numberOf(a.version));
    const full = [title, version].filter(Boolean).join(' ');
    const id = `${distro}${version}`;
    return elder ? { ...describe(elder, full), id } : bare(id, full);
  }
  return undefined;
}

const NOTHING: Resources = { memory: null, cpus: null, disk: null };

function describe(system: KnownSystem, title: string): Recognised {
  const best = (of: keyof Resources): number | null => system.recommended[of] ?? system.minimum[of];
  return { ...bare(system.id, title), memory: best('memory'), cpus: best('cpus'), disk: best('disk') };
}

function bare(id: string, title: string): Recognised {
  // Since Windows 11 its installer refuses a machine without secure boot and a TPM.
  const needsTrust = /^win(11|2k25)/.test(id);
  return { id, title, ...NOTHING, firmware: needsTrust ? 'secure' : 'bios', tpm: needsTrust };
}
