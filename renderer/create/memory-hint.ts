import { formatBytes } from '../text/format';
import { t } from '../text/text';
import { MIB } from './defaults';

/** What stands below a field for memory: what this computer has (in bytes), and whether that is less than was asked for. */
export function memoryHint(askedMiB: number | null, hostBytes: number): string {
  const size = formatBytes(hostBytes);
  const isMore = askedMiB !== null && hostBytes > 0 && askedMiB * MIB > hostBytes;
  return t(isMore ? 'create.memoryMore' : 'create.memoryHint', { size });
}
