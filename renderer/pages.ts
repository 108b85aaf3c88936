/**
 * What is not on the first page: a script of its own, so that the list of machines is there sooner. What takes keys at
 * once, as the palette does, is no part of it: they would be lost while it is fetched.
 */
import { draft } from './create/draft.svelte';

draft.restore();
export { draft };
export { default as ActivityPage } from './activity/ActivityPage.svelte';
export { default as OperationsDrawer } from './activity/OperationsDrawer.svelte';
export { default as BinPage } from './bin/BinPage.svelte';
export { default as ConsoleWindow } from './console/ConsoleWindow.svelte';
export { default as CreatePage } from './create/CreatePage.svelte';
export { default as ImportPage } from './import/ImportPage.svelte';
export { default as KeysDialog } from './keys/KeysDialog.svelte';
export { default as MachinePage } from './machine/MachinePage.svelte';
export { default as SettingsPage } from './settings/SettingsPage.svelte';
