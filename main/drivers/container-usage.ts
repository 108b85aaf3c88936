import { groupsOf, readOr, type Hierarchy } from './control-groups';
import type { Usage } from './driver';

/**
 * What a running container takes, from its control groups and the counters of its network (cgroups(7), proc(5)): a few
 * small files, no program. Null where its first process is gone.
 */
export function usageOf(pid: number, hierarchy: Hierarchy): Usage | null {
  const folder = groupsOf(pid, hierarchy);
  const file = (controller: string, name: string): string => {
    const group = folder(controller);
    return group === null ? '' : readOr(`${group}/${name}`);
  };
  const network = trafficOf(readOr(`/proc/${pid}/net/dev`));
  if (folder('memory') === null && network === null) return null;
  return { ...(hierarchy === 'v2' ? newer(file) : older(file)), ...(network ?? UNKNOWN_NETWORK) };
}

type Read = (controller: string, name: string) => string;
type OfGroups = Omit<Usage, 'netReceivedBytes' | 'netSentBytes'>;
const UNKNOWN_NETWORK = { netReceivedBytes: null, netSentBytes: null } as const;

function newer(file: Read): OfGroups {
  const microseconds = number(/^usage_usec (\d+)$/m.exec(file('cpu', 'cpu.stat'))?.[1]);
  const io = file('io', 'io.stat');
  return {
    cpuNanoseconds: microseconds === null ? null : microseconds * 1000,
    memoryBytes: inUse(file('memory', 'memory.current'), file('memory', 'memory.stat'), 'inactive_file'),
    diskReadBytes: io === '' ? null : sum(io, /rbytes=(\d+)/g),
    diskWrittenBytes: io === '' ? null : sum(io, /wbytes=(\d+)/g),
  };
}

function older(file: Read): OfGroups {
  const io = file('blkio', 'blkio.throttle.io_service_bytes');
  return {
    cpuNanoseconds: number(file('cpuacct', 'cpuacct.usage').trim()),
    memoryBytes: inUse(
      file('memory', 'memory.usage_in_bytes'),
      file('memory', 'memory.stat'),
      'total_inactive_file',
    ),
    diskReadBytes: io === '' ? null : sum(io, /^\d+:\d+ Read (\d+)$/gm),
    diskWrittenBytes: io === '' ? null : sum(io, /^\d+:\d+ Write (\d+)$/gm),
  };
}

/** Without the files that the kernel keeps in memory only as long as nobody wants that memory. */
function inUse(total: string, stat: string, idle: string): number | null {
  const bytes = number(total.trim());
  if (bytes === null) return null;
  const unused = number(new RegExp(`^${idle} (\\d+)$`, 'm').exec(stat)?.[1]) ?? 0;
  return Math.max(0, bytes - unused);
}

/** The bytes of all its cards together, the loopback left out; null where its namespace can't be seen. */
function trafficOf(table: string): { netReceivedBytes: number; netSentBytes: number } | null {
  if (table === '') return null;
  let [received, sent] = [0, 0];
  for (const line of table.split('\n')) {
    const match = /^\s*(\S+):\s*(.*)$/.exec(line);
    if (!match || match[1] === 'lo') continue;
    const counters = (match[2] ?? '').trim().split(/\s+/).map(Number);
    received += counters[0] ?? 0;
    sent += counters[8] ?? 0;
  }
  return { netReceivedBytes: received, netSentBytes: sent };
}

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, [, bytes]) => total + Number(bytes), 0);
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}
