import type { Settings } from '../../preload/contract';
import type { ListInspection } from '../domains/domain-list';
import type { DriverStatus } from '../hypervisor/hypervisor';

/** All that a report is made of. */
export interface Facts {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly drivers: readonly DriverStatus[];
  readonly settings: Settings;
  /** The driver and the state of each machine. */
  readonly machines: readonly { readonly driver: string; readonly state: string }[];
  readonly broken: number;
  readonly binned: number;
  readonly locks: readonly ListInspection[];
  /** The last lines of the log. */
  readonly log: string;
}

/** A report for whoever is to help. `clean` takes out of every text what is nobody else's business. */
export function report(facts: Facts, clean: (text: string) => string): string {
  const part = (title: string, lines: readonly string[]): string =>
    [`## ${title}`, '', ...(lines.length > 0 ? lines : ['none'])].join('\n');
  return [
    `# Paddock, ${new Date(facts.at).toISOString()}`,
    part(
      'Versions',
      Object.entries(facts.versions).map(([what, value]) => `- ${what}: ${value}`),
    ),
    part(
      'Hypervisors',
      facts.drivers.flatMap((driver) => hypervisorLines(driver, clean)),
    ),
    part(
      'Settings',
      Object.entries(facts.settings).map(([name, value]) => `- ${name}: ${settingText(value, clean)}`),
    ),
    part('Machines', machineLines(facts)),
    part('Locks', lockLines(facts, clean)),
    `${part('Log', ['```', clean(facts.log.trimEnd()), '```'])}\n`,
  ].join('\n\n');
}

function hypervisorLines({ title, probe }: DriverStatus, clean: (text: string) => string): string[] {
  if (!probe) return [`- ${title}: being looked for`];
  if (probe.status === 'missing') return [`- ${title}: missing. ${clean(probe.why)}`];
  return [
    `- ${title}: ${clean(probe.version)}`,
    ...probe.notes.map(({ tone, text }) => `  - ${tone}: ${clean(text)}`),
  ];
}

function settingText(value: unknown, clean: (text: string) => string): string {
  return typeof value === 'string' ? clean(value) : JSON.stringify(value);
}

function machineLines({ machines, broken, binned }: Facts): string[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { driver, state } of machines) {
    const states = counts.get(driver) ?? new Map<string, number>();
    counts.set(driver, states.set(state, (states.get(state) ?? 0) + 1));
  }
  return [
    ...[...counts].map(
      ([driver, states]) =>
        `- ${driver}: ${[...states].map(([state, count]) => `${count} ${state}`).join(', ')}`,
    ),
    `- not readable: ${broken}`,
    `- in the bin: ${binned}`,
  ];
}

/** What is held or at work, without whose it is. */
function lockLines({ locks, at }: Facts, clean: (text: string) => string): string[] {
  const seconds = (since: number): string => `${Math.round((at - since) / 1000)} s`;
  return locks.flatMap(({ driver, list, machines }) =>
    [
      ...[{ what: `the list of ${driver}`, lock: list, jobs: [] as const, waiting: 0 }],
      ...machines.map(({ lock, jobs, waitingForJobs }) => ({
        what: `a machine of ${driver}`,
        lock,
        jobs,
        waiting: waitingForJobs.length,
      })),
    ].flatMap(({ what, lock, jobs, waiting }) => {
      const told = [
        ...(lock.holder
          ? [`held for ${clean(lock.holder.purpose)} since ${seconds(lock.holder.since)}`]
          : []),
        ...jobs.map(({ operation, since, progress, by }) => {
          const share = progress?.total ? `, ${Math.round((100 * progress.done) / progress.total)} %` : '';
          return `${operation} by ${by} since ${seconds(since)}${share}`;
        }),
        ...(lock.queue.length > 0 ? [`${lock.queue.length} wait for the lock`] : []),
        ...(waiting > 0 ? [`${waiting} wait for the job`] : []),
      ];
      return told.length > 0 ? [`- ${what}: ${told.join('; ')}`] : [];
    }),
  );
}
