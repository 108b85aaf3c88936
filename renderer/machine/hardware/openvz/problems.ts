import { t } from '../../../text/text';
import type { HardwareOf, Problems } from '../draft.svelte';
import { limitProblems, numberProblem } from '../sizes';

const UNITS_MIN = 8;
const UNITS_MAX = 500_000;
const PERCENT_MAX = 409_600;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+)(?:\/\d{1,3})?$/;
const INTERFACE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/;
const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$/;
const MAC = /^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/;

/** What is wrong with an OpenVZ container as it is filled in; NaN stands for a field that is empty. */
export function openvzProblems(wanted: HardwareOf<'openvz'>): Problems {
  const problems: Record<string, string> = limitProblems(wanted);
  const add = (path: string, problem: string | null): void => {
    if (problem !== null) problems[path] = problem;
  };
  const word = (path: string, text: string, isRight: boolean): void =>
    add(path, isRight ? null : t('hardware.openvz.badWord', { word: text }));
  const { swap, cpuLimit, cpuUnits, diskSpace, diskInodes, hostName, addresses, nameServers, cards } = wanted;
  const most = Number.MAX_SAFE_INTEGER;
  if (swap !== null) add('swap', numberProblem(swap, 0, most));
  if (cpuLimit !== null) add('cpuLimit', numberProblem(cpuLimit, 1, PERCENT_MAX));
  if (cpuUnits !== null) add('cpuUnits', numberProblem(cpuUnits, UNITS_MIN, UNITS_MAX));
  if (diskSpace !== null) add('diskSpace', numberProblem(diskSpace, 1, most));
  if (diskInodes !== null) add('diskInodes', numberProblem(diskInodes, 1, most));
  if (hostName !== null) word('hostName', hostName, HOST_NAME.test(hostName));
  for (const address of addresses) word('addresses', address, ADDRESS.test(address));
  for (const server of nameServers) {
    word('nameServers', server, server === 'inherit' || ADDRESS.test(server));
  }
  for (const [index, { name, bridge, mac }] of cards.entries()) {
    word(`cards.${index}.name`, name, INTERFACE.test(name));
    if (bridge !== null) word(`cards.${index}.bridge`, bridge, INTERFACE.test(bridge));
    if (mac !== null) add(`cards.${index}.mac`, MAC.test(mac) ? null : t('hardware.badMac'));
  }
  return problems;
}
