import { CPUS_MAX, MEMORY_MAX_MIB, MEMORY_MIN_MIB, MIB } from '../../create/defaults';
import { t } from '../../text/text';

/** What is wrong with a whole number, or null; NaN stands for a field that is empty. */
export function numberProblem(value: number, min: number, max: number): string | null {
  if (!Number.isInteger(value)) return t('create.bad.number');
  return value < min || value > max ? t('create.bad.range', { min, max }) : null;
}

/** The same of limits, either of which can be absent. */
export function limitProblems({
  memory,
  cpus,
}: {
  readonly memory: number | null;
  readonly cpus: number | null;
}): Record<string, string> {
  return sizeProblems({ memory: memory ?? MEMORY_MIN_MIB * MIB, cpus: cpus ?? 1 });
}

/** What is wrong with memory (bytes) and CPUs, which machines of most drivers have. */
export function sizeProblems(size: {
  readonly memory: number;
  readonly cpus: number;
}): Record<string, string> {
  const problems: Record<string, string> = {};
  // One that is no whole number of MiB was not made here, and can stay.
  const memory = numberProblem(Math.round(size.memory / MIB), MEMORY_MIN_MIB, MEMORY_MAX_MIB);
  const cpus = numberProblem(size.cpus, 1, CPUS_MAX);
  if (memory !== null) problems['memory'] = memory;
  if (cpus !== null) problems['cpus'] = cpus;
  return problems;
}
