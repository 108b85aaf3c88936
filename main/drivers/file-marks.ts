/** What files of a kind are known by: these bytes at this place. */
export interface Mark {
  readonly offset: number;
  readonly magic: Buffer;
}

/** Whether a file that begins with `start` has a mark. */
export function holds(start: Buffer, { offset, magic }: Mark): boolean {
  return start.subarray(offset, offset + magic.length).equals(magic);
}

/** ISO 9660: the primary volume descriptor is sector 16 of 2048 bytes. */
export const CD_DESCRIPTOR = 16 * 2048;
export const CD: Mark = { offset: CD_DESCRIPTOR + 1, magic: Buffer.from('CD001') };

/** A bzImage, by Linux's boot protocol for x86. */
export const BZ_IMAGE: Mark = { offset: 0x202, magic: Buffer.from('HdrS') };

export const QCOW2: Mark = { offset: 0, magic: Buffer.from('QFI\xfb', 'latin1') };

/** Disk images, by what QEMU calls their formats. */
export const DISK_IMAGES: readonly (Mark & { readonly format: string })[] = [
  { format: 'qcow2', ...QCOW2 },
  { format: 'vmdk', offset: 0, magic: Buffer.from('KDMV') },
  // One that only names the files which hold its contents.
  { format: 'vmdk', offset: 0, magic: Buffer.from('# Disk DescriptorFile') },
  { format: 'vpc', offset: 0, magic: Buffer.from('conectix') },
  { format: 'vhdx', offset: 0, magic: Buffer.from('vhdxfile') },
  { format: 'vdi', offset: 0x40, magic: Buffer.from([0x7f, 0x10, 0xda, 0xbe]) },
];
