import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Usage } from '../driver';
import type { LiveMachine } from './live-machine';
import { parseStat } from '../process-identity';
import type { QmpClient } from './qmp';

/** Linux counts processor time for programs in hundredths of a second (USER_HZ) on every architecture. */
const NANOSECONDS_PER_TICK = 1e7;
/** A QEMU that does not answer at once is asked again the next time, in ms. */
const ANSWER_LIMIT_MS = 800;

/** The part that is used of QMP's `query-blockstats`. */
const BlockStatsSchema = z.array(
  z.object({ stats: z.object({ rd_bytes: z.number().nonnegative(), wr_bytes: z.number().nonnegative() }) }),
);

/**
 * What a running machine takes: processor time and memory of its whole process (proc(5)), and its disks' traffic as QEMU
 * counts it. Of a user-mode network nobody keeps count. Null where the process is gone. Never throws.
 */
export async function usageOf(live: LiveMachine): Promise<Usage | null> {
  const process = processUsage(live.identity.pid, live.identity.startTicks);
  if (!process) return null;
  const disks = live.qmp ? await diskUsage(live.qmp).catch(() => null) : null; // it is busy, or ends just now
  return {
    ...process,
    diskReadBytes: disks?.read ?? null,
    diskWrittenBytes: disks?.written ?? null,
    netReceivedBytes: null,
    netSentBytes: null,
  };
}

/** Read at once: these files are made by the kernel as they are read, and waiting for a thread would cost more. */
function processUsage(pid: number, startTicks: number): Pick<Usage, 'cpuNanoseconds' | 'memoryBytes'> | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    if (parseStat(stat)?.startTicks !== startTicks) return null; // another process has the number now
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]); // fields 14 and 15 of the line: utime and stime
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return {
      cpuNanoseconds: Number.isFinite(ticks) ? ticks * NANOSECONDS_PER_TICK : null,
      memoryBytes: kilobytes === undefined ? null : Number(kilobytes) * 1024,
    };
  } catch {
    return null; // it has ended
  }
}

async function diskUsage(qmp: QmpClient): Promise<{ readonly read: number; readonly written: number }> {
  const devices = await qmp.execute('query-blockstats', BlockStatsSchema, {}, ANSWER_LIMIT_MS);
  return {
    read: devices.reduce((sum, { stats }) => sum + stats.rd_bytes, 0),
    written: devices.reduce((sum, { stats }) => sum + stats.wr_bytes, 0),
  };
}
