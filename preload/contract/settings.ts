/** What a person can set. */
import { z } from 'zod';
import { LANGUAGES } from '../../text/languages';
import { PathSchema } from '../../main/domains/path';

/** In percent. */
export const ZOOM_MIN = 100;
export const ZOOM_MAX = 200;

export const SettingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** What Paddock speaks; `system` is the desktop's language, where Paddock has it. */
  language: z.enum(['system', ...LANGUAGES]),
  /** Whether the demo machines of the Test driver are shown. */
  demo: z.boolean(),
  /** Closing the window leaves the tray icon; otherwise it quits. Machines run on either way. */
  closeToTray: z.boolean(),
  /** The desktop starts Paddock at login, in the tray. */
  startAtLogin: z.boolean(),
  /** How large everything is drawn, in percent. */
  zoom: z.number().int().min(ZOOM_MIN).max(ZOOM_MAX),
  /** The combinations (as `Ctrl+Shift+C`) of the keys that are not as they come, by the key's name in the window. */
  keys: z.record(z.string().max(40), z.array(z.string().min(1).max(40)).min(1).max(8)),
  /** Which operations ask before they are done. */
  confirmDestroy: z.boolean(),
  confirmReset: z.boolean(),
  confirmUndefine: z.boolean(),
  /** What new machines begin with; null for what suits this computer. */
  newMemoryMiB: z
    .number()
    .int()
    .min(16)
    .max(4 * 1024 * 1024)
    .nullable(),
  newCpus: z.number().int().min(1).max(255).nullable(),
  newDiskGiB: z.number().int().min(1).max(65_536).nullable(),
  /** Where new disks are made, a folder for each machine; null for Paddock’s own place. */
  diskFolder: PathSchema.nullable(),
  /** QEMU’s programs; null for those that are found by their names. */
  qemuSystem: PathSchema.nullable(),
  qemuImg: PathSchema.nullable(),
  /** The folder of LXC's programs, and that of its containers (lxcpath); null for those that LXC itself says. */
  lxcPrograms: PathSchema.nullable(),
  lxcFolder: PathSchema.nullable(),
  /** OpenVZ's programs, and the folder of its containers' configurations; null for those of its packages. */
  vzctl: PathSchema.nullable(),
  vzlist: PathSchema.nullable(),
  prlctl: PathSchema.nullable(),
  openvzFolder: PathSchema.nullable(),
});
/** The settings that are programs of hypervisors', or folders of theirs: each is looked at before it is taken. */
export const ProgramSettingSchema = SettingsSchema.keyof().extract([
  'qemuSystem',
  'qemuImg',
  'lxcPrograms',
  'lxcFolder',
  'vzctl',
  'vzlist',
  'prlctl',
  'openvzFolder',
]);
export type ProgramSetting = z.infer<typeof ProgramSettingSchema>;

export type Settings = z.infer<typeof SettingsSchema>;
