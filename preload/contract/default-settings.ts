import type { Settings } from './settings';

/** What is set as long as a person has set nothing. Without the schemas, for the window's fake world takes it as well. */
export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  language: 'system',
  demo: false,
  closeToTray: true,
  startAtLogin: false,
  zoom: 100,
  keys: {},
  confirmDestroy: true,
  confirmReset: true,
  confirmUndefine: true,
  newMemoryMiB: null,
  newCpus: null,
  newDiskGiB: null,
  diskFolder: null,
  qemuSystem: null,
  qemuImg: null,
  lxcPrograms: null,
  lxcFolder: null,
  vzctl: null,
  vzlist: null,
  prlctl: null,
  openvzFolder: null,
};
