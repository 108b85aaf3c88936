/// <reference types="vite/client" />
import dark22 from '../../build/tray/dark-22.png?inline';
import dark44 from '../../build/tray/dark-44.png?inline';
import light22 from '../../build/tray/light-22.png?inline';
import light44 from '../../build/tray/light-44.png?inline';
import type { TrayIcons } from './tray';

/** Part of the bundle, so that they are found the same way in a working copy and in a package. */
export const TRAY_ICONS: TrayIcons = { light: [light22, light44], dark: [dark22, dark44] };
