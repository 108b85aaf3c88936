import { access, readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';

const FileSchema = z.object({ filename: z.string(), format: z.enum(['raw', 'qcow2']) });
/** The part that is used of a firmware descriptor. Source: QEMU's docs/interop/firmware.json. */
const DescriptorSchema = z.object({
  description: z.string().default(''),
  'interface-types': z.array(z.string()),
  mapping: z.object({
    device: z.string(),
    executable: FileSchema.optional(),
    'nvram-template': FileSchema.optional(),
  }),
  targets: z.array(z.object({ architecture: z.string(), machines: z.array(z.string()) })),
  features: z.array(z.string()),
});

/** A UEFI firmware of this computer that is kept in flash, with a template for its variables. */
export interface FlashFirmware {
  readonly description: string;
  readonly code: z.infer<typeof FileSchema>;
  readonly template: z.infer<typeof FileSchema>;
  readonly features: readonly string[];
  /** Which machine types it is for: names with `*` for anything. */
  readonly machines: readonly string[];
}

/** Where descriptors are looked for: the distribution's, the administrator's, the person's own. */
export function firmwareFolders(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const config = env.XDG_CONFIG_HOME;
  const own = config && isAbsolute(config) ? config : join(env.HOME || homedir(), '.config');
  return ['/usr/share/qemu/firmware', '/etc/qemu/firmware', join(own, 'qemu', 'firmware')];
}

/**
 * The UEFI firmwares in flash for 64-bit PCs, best first: ordered by the names of their files. A file of the same name in
 * a later folder stands for the earlier one, and an empty file hides it. What can't be read is passed over.
 */
export async function flashFirmwares(folders: readonly string[]): Promise<readonly FlashFirmware[]> {
  const paths = new Map<string, string>();
  for (const folder of folders) {
    for (const name of await readdir(folder).catch((): string[] => [])) {
      if (name.endsWith('.json')) paths.set(name, join(folder, name));
    }
  }
  const ordered = [...paths].sort(([a], [b]) => (a < b ? -1 : 1));
  const found = await Promise.all(ordered.map(([, path]) => readDescriptor(path)));
  return found.filter((one): one is FlashFirmware => one !== null);
}

async function readDescriptor(path: string): Promise<FlashFirmware | null> {
  try {
    const parsed = DescriptorSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const { device, executable, 'nvram-template': template } = parsed.mapping;
    const target = parsed.targets.find(({ architecture }) => architecture === 'x86_64');
    const isUsable = device === 'flash' && parsed['interface-types'].includes('uefi');
    if (!isUsable || !executable || !template || !target) return null;
    await access(executable.filename);
    await access(template.filename);
    const { description, features } = parsed;
    return { description, code: executable, template, features, machines: target.machines };
  } catch {
    return null; // hidden by an empty file, of a kind that is not known here, or its files are gone
  }
}

/** The firmware for a machine type; null where this computer has none. */
export function chooseFirmware(
  firmwares: readonly FlashFirmware[],
  machine: string,
  kind: 'uefi' | 'secure',
): FlashFirmware | null {
  const fits = firmwares.filter(({ machines }) => machines.some((glob) => matches(glob, machine)));
  const has = ({ features }: FlashFirmware, feature: string): boolean => features.includes(feature);
  return (
    fits.find((one) =>
      kind === 'secure'
        ? has(one, 'secure-boot') && has(one, 'enrolled-keys')
        : !has(one, 'secure-boot') && !has(one, 'requires-smm'),
    ) ?? null
  );
}

function matches(glob: string, machine: string): boolean {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(machine);
}
