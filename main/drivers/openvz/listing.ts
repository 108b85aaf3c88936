import { z } from 'zod';

/** What OpenVZ says that a container is doing. */
export interface Doing {
  readonly state: 'running' | 'stopped' | 'mounted' | 'suspended';
  /** When it was started, in ms since the epoch; null where that is not told. */
  readonly startedAt: number | null;
  /** Those that it has while it runs; none where that is not told. */
  readonly addresses: readonly string[];
  /** Bytes of memory that it takes; null where that is not told. */
  readonly memoryBytes: number | null;
}

/** What was found in a listing: what each container is doing, and those of which it can't be read. */
export interface Listing {
  readonly doing: ReadonlyMap<string, Doing>;
  readonly unreadable: readonly string[];
}

/** The fields of `vzlist -j` that are read. */
export const LISTED_FIELDS = 'ctid,status,ip,uptime,physpages';

const ListedSchema = z.object({
  ctid: z.union([z.number().int(), z.string()]).transform(String),
  status: z.enum(['running', 'stopped', 'mounted', 'suspended']),
  ip: z.array(z.string()).default([]),
  uptime: z.number().nullable().default(null),
  physpages: z.object({ held: z.number() }).nullable().default(null),
});

/**
 * Reads what `vzlist -j` prints: an array of objects, a field a line. vzlist escapes nothing, so that a quote in a name or a
 * description breaks it: then each object is read by itself, and each line of it that is a string once it is escaped.
 */
export function parseListing(text: string, pageBytes: number, now: number): Listing {
  const doing = new Map<string, Doing>();
  const unreadable: string[] = [];
  for (const one of objectsIn(text)) {
    const parsed = ListedSchema.safeParse(one.value);
    if (!parsed.success) {
      if (one.ctid !== null) unreadable.push(one.ctid);
      continue;
    }
    const { ctid, status, ip, uptime, physpages } = parsed.data;
    doing.set(ctid, {
      state: status,
      startedAt: status === 'running' && uptime ? now - uptime * 1000 : null,
      addresses: status === 'running' ? ip : [],
      memoryBytes: status === 'running' && physpages ? physpages.held * pageBytes : null,
    });
  }
  return { doing, unreadable };
}

interface Read {
  readonly ctid: string | null;
  readonly value: unknown;
}

function objectsIn(text: string): readonly Read[] {
  const whole = read(text);
  if (Array.isArray(whole)) return whole.map((value: unknown) => ({ ctid: ctidIn(value), value }));
  const objects = text.split(/^ {2}\{$/m).slice(1);
  return objects.map((object) => {
    const end = object.search(/^ {2}\},?$/m);
    const lines = (end < 0 ? object : object.slice(0, end)).split('\n');
    const value = read(`{${lines.map(escaped).join('\n')}}`);
    return { ctid: /^\s*"(?:ctid|veid|vpsid)": "?([^",]+)/m.exec(object)?.[1] ?? null, value };
  });
}

/** A line with one string, escaped as JSON wants it; any other as it is. */
function escaped(line: string): string {
  const match = /^(\s*"[\w.]+": )"(.*)"(,?)$/.exec(line);
  return match ? `${match[1]}${JSON.stringify(match[2])}${match[3]}` : line;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Made once: that takes as long as the reading of many containers. */
const NumberedSchema = ListedSchema.pick({ ctid: true });

function ctidIn(value: unknown): string | null {
  const parsed = NumberedSchema.safeParse(value);
  return parsed.success ? parsed.data.ctid : null;
}

/** What `vzctl status` says of one container: `CTID 101 exist mounted running`. */
export interface Status {
  readonly ctid: string;
  readonly exists: boolean;
  readonly state: Doing['state'];
}

/** Reads the line of `vzctl status`; undefined where it is none. */
export function parseStatus(text: string): Status | undefined {
  const match = /^CTID (\S+) (exist|deleted) (mounted|unmounted) (running|down)( suspended)?\s*$/m.exec(text);
  if (!match) return undefined;
  const [, ctid = '', existence, mount, run, suspended] = match;
  const off = suspended ? 'suspended' : mount === 'mounted' ? 'mounted' : 'stopped';
  return { ctid, exists: existence === 'exist', state: run === 'running' ? 'running' : off };
}
