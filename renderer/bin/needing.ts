import type { Needing } from '../../preload/contract';
import { t } from '../text/text';

/** The machines that need a disk of another one, each once and by its name; null where none does. */
export function namesOf(needing: readonly Needing[]): string | null {
  if (needing.length === 0) return null;
  const names = needing.map(({ name, inBin }) => t(inBin ? 'bin.inBin' : 'bin.named', { name }));
  return [...new Set(names)].join(', ');
}
