import type { Hardware } from '../../../../preload/contract';
import type { Problems } from '../draft.svelte';
import { numberProblem, sizeProblems } from '../sizes';

const PORT_MAX = 65_535;

/** What is wrong with a QEMU machine as it is filled in. */
export function qemuProblems(wanted: Hardware): Problems {
  if (wanted.driver !== 'qemu') return {};
  const { hardware } = wanted;
  const problems = sizeProblems(hardware);
  for (const [index, { hostPort, guestPort }] of hardware.forwards.entries()) {
    const problem = numberProblem(hostPort, 1, PORT_MAX) ?? numberProblem(guestPort, 1, PORT_MAX);
    if (problem !== null) problems[`forwards.${index}`] = problem;
  }
  return problems;
}
