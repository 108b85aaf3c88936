import type { DomainId } from '../../domains/definition';
import type { Job } from '../../domains/job';
import type { ProgramOutput } from '../../domains/program-output';
import type { DomainState } from '../../domains/state';
import type { Belonging, Usage } from '../driver';
import type { OpenvzConfig, OpenvzRequest } from './config';
import type { Listing } from './listing';

/** What a running piece of work may be told, and tells. */
export interface Work {
  readonly signal?: AbortSignal | undefined;
  /** Hears what it does, or waits for, as a sentence. */
  readonly report?: ((step: string) => void) | undefined;
}

export function workOf(job: Job): Work {
  return { signal: job.signal, report: (step) => job.report(step) };
}

/** A container that was asked about. */
export interface Seen {
  readonly state: 'running' | 'paused' | 'saved' | 'off';
  /** Of its first process; null where that can't be known. */
  readonly pid: number | null;
  /** In ms since the epoch; null where that is not told. */
  readonly startedAt: number | null;
  readonly addresses: readonly string[];
  /** Whether its files are mounted. */
  readonly isMounted: boolean;
}

/** What a machine is then; of a container that is not there: off. */
export function stateOf(seen: Seen | null): DomainState {
  return seen === null || seen.state === 'off' ? 'shutoff' : seen.state;
}

/** A command that is a console. */
export interface Shell {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * How containers are spoken to: by vzctl and vzlist, or, with OpenVZ 7, by prlctl. None of it may be called with a machine's
 * lock held but `read` and `seenAll`, which attaching needs.
 */
export interface Tools {
  /** The numbers or UUIDs of all containers. */
  all(): Promise<readonly string[]>;
  /** Those at which another program is at work: they may not be whole yet. */
  busy(): Promise<ReadonlySet<string>>;
  /** What a container's configuration says; null where it can't be a machine's. Throws where it has none. */
  read(ctid: string): Promise<OpenvzConfig | null>;
  /** What all containers are doing, in one question where that can be. */
  seenAll(): Promise<{
    readonly seen: ReadonlyMap<string, Seen>;
    readonly unreadable: Listing['unreadable'];
  }>;
  /** What one container is doing; null where there is none. */
  seen(ctid: string): Promise<Seen | null>;
  /** What running containers take, by their numbers; those are left out of which nothing is known. `pids`: where known. */
  usage(pids: ReadonlyMap<string, number | null>): Promise<ReadonlyMap<string, Usage>>;
  /** Whether one question about all containers is as good as one about one. */
  readonly asksAllAtOnce: boolean;
  /** The config of a container that is to be made. */
  plan(id: DomainId, name: string, request: OpenvzRequest, taken: Taken): Promise<OpenvzConfig>;
  /** Makes it, or nothing. */
  create(config: OpenvzConfig, request: OpenvzRequest, work: Work): Promise<OpenvzConfig>;
  /** Makes the settings of the one those of the other, or leaves them as they are. */
  change(from: OpenvzConfig, to: OpenvzConfig, work: Work): Promise<void>;
  /** The name that OpenVZ will know it by. */
  freeName(name: string, taken: Taken): Promise<string>;
  rename(config: OpenvzConfig, name: string, work: Work): Promise<void>;
  /** The config of a copy that is to be made. Runs no program, for the source is locked meanwhile. */
  planCopy(source: OpenvzConfig, name: string, taken: Taken): Promise<OpenvzConfig>;
  /** Makes it, or nothing. */
  copy(source: OpenvzConfig, copy: OpenvzConfig, work: Work): Promise<OpenvzConfig>;
  /** Deletes a container for good, and nothing that is another's. */
  remove(config: OpenvzConfig): Promise<void>;
  belongings(config: OpenvzConfig): Promise<readonly Belonging[]>;

  start(config: OpenvzConfig, work: Work): Promise<void>;
  /** Asks it to shut down, and ends it where it has not after a while. */
  stop(config: OpenvzConfig, work: Work): Promise<void>;
  /** Ends it at once; of one that is off it does nothing. */
  kill(config: OpenvzConfig): Promise<void>;
  restart(config: OpenvzConfig, work: Work): Promise<void>;
  pause(config: OpenvzConfig, work: Work): Promise<void>;
  unpause(config: OpenvzConfig, work: Work): Promise<void>;
  /** Writes its processes to the drive and ends it. */
  save(config: OpenvzConfig, work: Work): Promise<void>;
  /** Throws away what was saved. */
  forget(config: OpenvzConfig): Promise<void>;
  mount(config: OpenvzConfig, work: Work): Promise<void>;
  unmount(config: OpenvzConfig, work: Work): Promise<void>;

  /** Takes a snapshot under this identity; with the processes of a running one. */
  takeSnapshot(config: OpenvzConfig, identity: string, name: string, work: Work): Promise<void>;
  hasSnapshot(config: OpenvzConfig, identity: string): Promise<boolean>;
  /** Goes back to one; it runs afterwards where it was taken of a running one. */
  revert(config: OpenvzConfig, identity: string, work: Work): Promise<void>;
  dropSnapshot(config: OpenvzConfig, identity: string, work: Work): Promise<void>;

  shell(config: OpenvzConfig): Shell;
  /** Its console, where the kernel has one for it. */
  console(config: OpenvzConfig): Shell | null;
  /** Runs a command inside and gives what it printed and how it ended. Throws where it can't be run. */
  exec(config: OpenvzConfig, command: string, work: Work): Promise<ProgramOutput>;
  /** The command that starts it. */
  startCommand(config: OpenvzConfig): readonly string[];
}

/** What other machines of Paddock's have taken: numbers, and names. */
export interface Taken {
  readonly ctids: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}
