/** Where things lie: the clone, and the user's folder for what a set-up has fetched. */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's top folder. */
export const root = resolve(fileURLToPath(import.meta.url), '../../..');

/** The folder for what can be fetched again; the XDG rules say a relative XDG_CACHE_HOME is to be ignored. */
export function cacheFolder(env = process.env) {
  const xdg = env.XDG_CACHE_HOME;
  const base = xdg && isAbsolute(xdg) ? xdg : join(env.HOME || homedir(), '.cache');
  return join(base, 'paddock');
}
