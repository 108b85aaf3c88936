import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';

/** Where osinfo-db's files are looked for, the person's own last; a later one of the same identity counts. */
export const OSINFO_FOLDERS: readonly string[] = ['/usr/share/osinfo', '/etc/osinfo'];

/** What marks an installation image, each a pattern for a field of its ISO 9660 descriptor; null where it does not matter. */
export interface MediaPattern {
  readonly volume: RegExp | null;
  readonly system: RegExp | null;
  readonly publisher: RegExp | null;
  readonly application: RegExp | null;
  readonly isLive: boolean;
}

/** What a system wants of its machine, in bytes. */
export interface Resources {
  readonly memory: number | null;
  readonly cpus: number | null;
  readonly disk: number | null;
}

/** An operating system of the database. */
export interface KnownSystem {
  /** osinfo's short identity, such as `debian12`: what virt-install calls `--os-variant`. */
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly distro: string;
  readonly version: string;
  readonly minimum: Resources;
  readonly recommended: Resources;
  readonly media: readonly MediaPattern[];
}

/** What stands there none, one or many times. */
function many<T extends z.ZodType>(schema: T): z.ZodPreprocess<z.ZodArray<T>> {
  return z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(schema));
}

const Text = z.union([z.string(), z.object({ '#text': z.string() }).transform((node) => node['#text'])]);
const NumbersSchema = z.object({
  'n-cpus': z.string().optional(),
  ram: z.string().optional(),
  storage: z.string().optional(),
});
const IsoSchema = z.object({
  'volume-id': z.string().optional(),
  'system-id': z.string().optional(),
  'publisher-id': z.string().optional(),
  'application-id': z.string().optional(),
});
const OsSchema = z.object({
  'short-id': many(z.string()),
  name: many(Text),
  version: z.string().default(''),
  family: z.string().default(''),
  distro: z.string().default(''),
  resources: many(
    z.object({
      '@arch': z.string().default('all'),
      minimum: NumbersSchema.optional().catch(undefined),
      recommended: NumbersSchema.optional().catch(undefined),
    }),
  ),
  media: many(
    z.object({
      '@arch': z.string().default('all'),
      '@live': z.string().optional(),
      iso: IsoSchema.optional().catch(undefined),
    }),
  ),
});
const FileSchema = z.object({ libosinfo: z.object({ os: many(OsSchema) }) });

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
});

/**
 * Reads the systems of a database, file by file so that nothing waits for it long; a file that can't be read is passed
 * over. Empty where there is no database. Source: libosinfo's osinfo.rng.
 */
export async function readSystems(
  folders: readonly string[] = OSINFO_FOLDERS,
): Promise<readonly KnownSystem[]> {
  const found = new Map<string, KnownSystem>();
  for (const folder of folders) {
    for (const path of await filesBelow(join(folder, 'os'))) {
      const text = await readFile(path, 'utf8').catch(() => '');
      for (const system of systemsIn(text)) found.set(system.id, system);
      await turn();
    }
  }
  return [...found.values()];
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory()
        ? filesBelow(path)
        : Promise.resolve(entry.name.endsWith('.xml') ? [path] : []);
    }),
  );
  return below.flat();
}

/** The systems in a file's text; none where it is not such a file. */
export function systemsIn(xml: string): readonly KnownSystem[] {
  let raw: unknown;
  try {
    raw = parser.parse(xml);
  } catch {
    return [];
  }
  const parsed = FileSchema.safeParse(raw);
  if (!parsed.success) return [];
  return parsed.data.libosinfo.os.flatMap((os) => {
    const [id] = os['short-id'];
    const [title] = os.name;
    if (id === undefined || title === undefined) return [];
    const resources =
      os.resources.find((one) => one['@arch'] === 'x86_64') ??
      os.resources.find((one) => one['@arch'] === 'all');
    return [
      {
        id,
        title,
        family: os.family,
        distro: os.distro,
        version: os.version,
        minimum: amounts(resources?.minimum),
        recommended: amounts(resources?.recommended),
        media: os.media
          .filter((one) => ['x86_64', 'all'].includes(one['@arch']))
          .flatMap(({ iso, '@live': live }) => (iso ? [mediaPattern(iso, live === 'true')] : [])),
      },
    ];
  });
}

function amounts(numbers: z.output<typeof NumbersSchema> | undefined): Resources {
  const amount = (text: string | undefined): number | null => {
    const value = Number(text);
    return text !== undefined && Number.isSafeInteger(value) && value > 0 ? value : null;
  };
  return { memory: amount(numbers?.ram), cpus: amount(numbers?.['n-cpus']), disk: amount(numbers?.storage) };
}

function mediaPattern(iso: z.output<typeof IsoSchema>, isLive: boolean): MediaPattern {
  return {
    volume: pattern(iso['volume-id']),
    system: pattern(iso['system-id']),
    publisher: pattern(iso['publisher-id']),
    application: pattern(iso['application-id']),
    isLive,
  };
}

/** As libosinfo has it: a pattern need not match from end to end. One that is no expression here matches nothing. */
function pattern(text: string | undefined): RegExp | null {
  if (text === undefined) return null;
  try {
    return new RegExp(text);
  } catch {
    return /^(?!)/;
  }
}
