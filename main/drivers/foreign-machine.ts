/** What a machine was made with. */
export const FOREIGN_KINDS = ['disk', 'ova', 'libvirt', 'utm', 'quickemu'] as const;
export type ForeignKind = (typeof FOREIGN_KINDS)[number];

/** Formats of disks that can be read; `vpc` is Hyper-V's older one (VHD). */
export const READABLE_FORMATS = ['qcow2', 'raw', 'vmdk', 'vdi', 'vhdx', 'vpc'] as const;
export type ReadableFormat = (typeof READABLE_FORMATS)[number];

/** A disk of a machine that another program made. */
export interface ForeignDisk {
  /** What it is called there. */
  readonly title: string;
  readonly format: ReadableFormat;
  readonly bus: 'virtio' | 'scsi' | 'sata' | 'nvme';
  /** What it takes on the drive, in bytes. */
  readonly bytes: number;
  readonly source:
    | { readonly kind: 'file'; readonly path: string }
    /** Inside another file, an archive. */
    | { readonly kind: 'within'; readonly path: string; readonly locate: () => Promise<Piece> };
}

/** A disk that can't be had: a file, or what it is called in an archive. */
export interface LostDisk {
  readonly disk: string;
  /** The file that it stands on, where it is that one that is not there, or can't be read. */
  readonly base: string | null;
}

/** A piece of a file, in bytes. */
export interface Piece {
  readonly offset: number;
  readonly bytes: number;
}

export interface ForeignCard {
  readonly mac: string | null;
  readonly model: 'virtio' | 'e1000e' | 'rtl8139';
  readonly forwards: readonly {
    readonly protocol: 'tcp' | 'udp';
    readonly hostPort: number;
    readonly guestPort: number;
  }[];
}

/** A machine that another program made, as far as it can be taken over. Sizes in bytes, paths absolute. */
export interface ForeignMachine {
  readonly kind: ForeignKind;
  readonly name: string;
  readonly description: string;
  /** As QEMU calls it; null where it is not told. */
  readonly architecture: string | null;
  /** Null where it is not told. */
  readonly memory: number | null;
  readonly cpus: number | null;
  readonly firmware: 'bios' | 'uefi' | 'secure';
  /** Whether it has a TPM and a sound card. */
  readonly tpm: boolean;
  readonly sound: boolean;
  /** What it boots besides firmware. */
  readonly kernel: {
    readonly kernel: string;
    readonly initrd: string | null;
    readonly commandLine: string;
  } | null;
  readonly disks: readonly ForeignDisk[];
  readonly lost: readonly LostDisk[];
  /** What is in its CD drives; null for nothing. */
  readonly media: readonly (string | null)[];
  readonly cards: readonly ForeignCard[];
  /** What can't be taken over, a sentence each. */
  readonly left: readonly string[];
}

/** Whether disks are copied, or used where they lie: then both programs have them. */
export type DiskPlacement = 'copy' | 'in place';
