import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PaddockError } from '../../domains/failure';
import type { QemuFacts } from './probe';
import { acceleratorOptions, SANDBOX, type Accelerator } from './command-line';
import { runProgram } from '../program';

/**
 * A boot sector that goes as a system does: from real mode through page tables into 64-bit mode, counts to a million, swaps
 * 16 bytes at once and writes 0x31 to port 0xf4. In the assembler's words:
 *
 *     cli; ax = ds = es = ss = 0; sp = 0x7c00; zero 0x1000..0x3fff
 *     page tables: [0x1000] = 0x2003, [0x2000] = 0x3003, [0x3000] = 0x83 (the first 2 MiB as they are)
 *     cr3 = 0x1000; cr4 |= PAE; EFER |= LME; lgdt; cr0 |= PG | PE; far jump to 64-bit code
 *     ecx = 1000000; loop; rdx:rax = rcx:rbx = 0; lock cmpxchg16b [0x8000]; out 0xf4, 0x31; hlt
 *     gdt: null, 0x00209a0000000000
 *
 * The swap is what Linux does at its start, and what a KVM that emulates instructions ends a guest at.
 */
const BOOT_SECTOR = Buffer.from(
  '+jHAjtiOwI7QvAB8/L8AELkAGPOrxwYAEAMgxwYAIAMwxwYAMIMAZrgAEAAADyLYDyDgDCAPIuBmuYAAAMAPMoDMAQ8wDwEWkHwP' +
    'IMBmDQEAAIAPIsDqW3wIALlAQg8A/8l1/DHAMdIx2/BID8cMJQCAAACwMeb09Ov9Dx9EAAAAAAAAAAAAAAAAAAAAmiAADwCAfAAA',
  'base64',
);
/** What QEMU exits with when a guest writes 0x31 to its debug exit: (0x31 << 1) | 1. */
const GUEST_RAN = 99;
/** It takes a tenth of a second where it works; a guest that hangs is given up after this many ms. */
const LIMIT_MS = 10_000;

/**
 * Runs a small guest, under KVM unless told otherwise, with the very options that machines get. Resolves to null when it
 * ran to its end, or to why not, as a part of a sentence. Throws the signal's reason when it aborts.
 */
export async function tryGuest(
  { system }: Pick<QemuFacts, 'system'>,
  signal: AbortSignal,
  accelerator: Accelerator = 'kvm',
): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-trial-'));
  const image = join(folder, 'trial.img');
  try {
    await writeFile(image, bootImage());
    const command = [
      system,
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-machine', 'pc', '-m', '16M'],
      ...SANDBOX,
      ...acceleratorOptions(accelerator),
      ...['-device', 'isa-debug-exit,iobase=0xf4,iosize=1'],
      ...['-blockdev', JSON.stringify({ driver: 'file', 'node-name': 'trial', filename: image })],
      ...['-device', 'ide-hd,drive=trial'],
    ];
    const {
      exitCode,
      signal: killedBy,
      output,
    } = await runProgram(command, {
      limitMs: LIMIT_MS,
      signal,
      diesWithPaddock: true, // one that hangs would outlive a killed Paddock, and hold what it inherited
    });
    if (exitCode === GUEST_RAN) return null;
    return `QEMU could not run a guest with it (${reason(output) ?? killedBy ?? `exit code ${exitCode}`})`;
  } catch (error) {
    if (error instanceof PaddockError && error.failure.code === 'timeout')
      return 'a guest that was tried with it hung';
    if (signal.aborted) throw error;
    return `it could not be tried (${error instanceof Error ? error.message : String(error)})`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function bootImage(): Buffer {
  const image = Buffer.alloc(1024 * 1024); // a disk needs more than its first sector
  BOOT_SECTOR.copy(image);
  image.writeUInt16LE(0xaa55, 510);
  return image;
}

/** The first error among QEMU's words, without the program's name. */
function reason(output: string): string | undefined {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.includes('warning:'));
  return lines[0]?.replace(/^\S*qemu-system-\S+: (error: )?/, '').trim();
}
