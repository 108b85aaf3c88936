import type { DiskReport, DiskView, DomainState } from '../../../preload/contract';
import { formatBytes } from '../../text/format';
import { t } from '../../text/text';

/** A disk by the name of its file. */
export function nameOf({ path }: Pick<DiskView, 'path'>): string {
  return fileName(path);
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What the system inside sees, in bytes; 0 where that could not be found out. */
export function sizeOf({ found }: DiskView): number {
  return 'facts' in found ? found.facts.bytes : 0;
}

/** How much of a disk is taken on the drive, from 0 to 1; null where that is not known. */
export function shareOf({ found }: DiskView): number | null {
  if (!('facts' in found) || found.facts.takenBytes === null || found.facts.bytes === 0) return null;
  return Math.min(1, found.facts.takenBytes / found.facts.bytes);
}

/** Size, use and format in a line. */
export function factsOf({ found, format }: DiskView): string {
  if (!('facts' in found)) return format;
  const { bytes, takenBytes } = found.facts;
  const size = formatBytes(bytes);
  return takenBytes === null
    ? t('disks.facts', { size, format })
    : t('disks.factsTaken', { size, taken: formatBytes(takenBytes), format });
}

/** Who has it open besides the machine's own process, which is no news while it runs. */
export function holderOf({ holders }: DiskView, pid: number | null, state: DomainState): string | null {
  const other = holders.find((holder) => holder.pid !== pid);
  if (!other) return null;
  if (pid === null && (state === 'running' || state === 'paused')) return null;
  const { program, machine, pid: process } = other;
  return machine === null
    ? t('disks.heldByProgram', { program, pid: String(process) })
    : t('disks.heldByMachine', { name: machine, pid: String(process) });
}

/** What a check has found, in words. */
export function verdictOf({ verdict, leaks, corruptions }: DiskReport): string {
  if (verdict === 'sound') return t('disks.sound');
  if (verdict === 'leaky') return t('disks.leaky', { count: leaks });
  return t('disks.damaged', { count: corruptions });
}

export function mendedWords({ mended }: DiskReport): string {
  return t('disks.mended', { count: mended });
}
