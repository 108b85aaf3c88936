import type { SettingsSection } from '../settings/sections';

/** Parts of the window that open over the page: where it is too narrow for the sidebar, that is a drawer. */
class Frame {
  drawer = $state(false);
  keys = $state(false);
  palette = $state(false);
  /** What is being done now, beside the page. */
  operations = $state(false);
  /** The part of the settings that was asked for, until they show it. */
  section = $state<SettingsSection | null>(null);
}

export const frame = new Frame();
