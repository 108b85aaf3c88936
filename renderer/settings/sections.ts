/** The parts of the settings, in their order. */
export const SECTIONS = [
  'look',
  'window',
  'asking',
  'shortcuts',
  'newMachines',
  'programs',
  'hypervisors',
  'servers',
  'about',
] as const;
export type SettingsSection = (typeof SECTIONS)[number];
