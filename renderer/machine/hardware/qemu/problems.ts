import type { Hardware } from '../../../../preload/contract';
import { DISK_MAX_GIB, MEMORY_MAX_MIB, MEMORY_MIN_MIB, MIB } from '../../../create/defaults';
import { t } from '../../../text/text';
import type { Problems } from '../draft.svelte';
import { numberProblem, sizeProblems } from '../sizes';

const PORT_MAX = 65_535;
const CPUS_MAX = 255;

/** What is wrong with a QEMU machine as it is filled in. */
export function qemuProblems(wanted: Hardware): Problems {
  if (wanted.driver !== 'qemu') return {};
  const { balloon, processor, disks, networks, shares } = wanted.hardware;
  const problems = sizeProblems(wanted.hardware);
  const add = (path: string, problem: string | null): void => {
    if (problem !== null) problems[path] = problem;
  };
  if (balloon && balloon.target !== null) {
    add('balloon.target', numberProblem(Math.round(balloon.target / MIB), MEMORY_MIN_MIB, MEMORY_MAX_MIB));
  }
  if (processor.topology) {
    for (const [part, count] of Object.entries(processor.topology)) {
      add(`processor.topology.${part}`, numberProblem(count, 1, CPUS_MAX));
    }
  } else if (processor.maximum !== null) {
    add('processor.maximum', numberProblem(processor.maximum, 1, CPUS_MAX));
  }
  for (const [index, { path, newBytes }] of disks.entries()) {
    if (path === '') add(`disks.${index}.path`, t('hardware.missingFile'));
    if (path === null && newBytes !== null) {
      add(`disks.${index}.newBytes`, numberProblem(Math.round(newBytes / MIB), 1, DISK_MAX_GIB * 1024));
    }
  }
  for (const [index, { forwards, mac }] of networks.entries()) {
    if (mac !== null && !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) {
      add(`networks.${index}.mac`, t('hardware.badMac'));
    }
    for (const [at, { hostPort, guestPort }] of forwards.entries()) {
      add(
        `networks.${index}.forwards.${at}`,
        numberProblem(hostPort, 1, PORT_MAX) ?? numberProblem(guestPort, 1, PORT_MAX),
      );
    }
  }
  for (const [index, { path, tag }] of shares.entries()) {
    if (path === '') add(`shares.${index}.path`, t('hardware.missingFolder'));
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/.test(tag)) add(`shares.${index}.tag`, t('hardware.badTag'));
  }
  return problems;
}
