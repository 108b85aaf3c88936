/** How a guest's system looks and speaks. */
export interface System {
  readonly title: string;
  readonly family: 'linux' | 'bsd' | 'windows';
  /** Whether its screen shows a desktop or a text console. */
  readonly look: 'desktop' | 'console';
  /** As `uname -s -r -m` tells them. */
  readonly kernel: { readonly name: string; readonly release: string; readonly machine: string };
  /** The colours of its wallpaper, top and bottom, and of its panel: 0xrrggbb. */
  readonly colours: { readonly top: number; readonly bottom: number; readonly panel: number };
}

const LINUX = { name: 'Linux', release: '6.1.0-25-amd64', machine: 'x86_64' } as const;

const KNOWN: readonly { readonly word: RegExp; readonly system: Omit<System, 'title'> }[] = [
  {
    word: /windows/i,
    system: {
      family: 'windows',
      look: 'desktop',
      kernel: { name: 'Windows_NT', release: '10.0.22631', machine: 'AMD64' },
      colours: { top: 0x2b7cd3, bottom: 0x0a2f6b, panel: 0x1c2430 },
    },
  },
  {
    word: /bsd/i,
    system: {
      family: 'bsd',
      look: 'console',
      kernel: { name: 'FreeBSD', release: '14.1-RELEASE', machine: 'amd64' },
      colours: { top: 0x101010, bottom: 0x101010, panel: 0x8c1d18 },
    },
  },
  {
    word: /ubuntu/i,
    system: {
      family: 'linux',
      look: 'desktop',
      kernel: { ...LINUX, release: '6.8.0-45-generic' },
      colours: { top: 0x77216f, bottom: 0x2c001e, panel: 0x1b1017 },
    },
  },
  {
    word: /fedora/i,
    system: {
      family: 'linux',
      look: 'desktop',
      kernel: { ...LINUX, release: '6.11.3-200.fc40.x86_64' },
      colours: { top: 0x3c6eb4, bottom: 0x14243f, panel: 0x10161f },
    },
  },
  {
    word: /alpine/i,
    system: {
      family: 'linux',
      look: 'console',
      kernel: { ...LINUX, release: '6.6.54-0-virt' },
      colours: { top: 0x0b1622, bottom: 0x0b1622, panel: 0x0d597f },
    },
  },
];

/** Knows a system by its name; a name it has never heard is a Linux server. */
export function systemOf(title: string): System {
  const known = KNOWN.find(({ word }) => word.test(title))?.system;
  return {
    title,
    ...(known ?? {
      family: 'linux',
      look: 'console',
      kernel: LINUX,
      colours: { top: 0x14101a, bottom: 0x14101a, panel: 0xa80030 },
    }),
  };
}
