/** `npm run dist [-- FORMAT...]`: packages the app with the runtime that is in place; the packages are in dist/. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { chooseFormats } from './packaging/formats.mjs';
import { findProgram } from './setup/command.mjs';
import { prepare } from './setup/prepare.mjs';
import { root } from './setup/project.mjs';
import { SetupError, runTool } from './setup/report.mjs';

const FILE_PROTOCOL_FUSE = 29; // the first Electron that has it; a fuse that is not there can't be set

/** Where fpm is: a real one where there is one, else what stands in for it. */
function fpmEnvironment(env = process.env) {
  if (env.CUSTOM_FPM_PATH) return {};
  if (findProgram('fpm')) return { USE_SYSTEM_FPM: 'true' };
  return { CUSTOM_FPM_PATH: join(root, 'tools', 'packaging', 'fpm.mjs') };
}

/** electron-builder's arguments for this runtime. */
export function builderArguments(formats, electron) {
  const config = [`-c.electronDist=${electron.folder}`, `-c.electronVersion=${electron.version}`];
  const major = Number(electron.version.split('.')[0]);
  if (major >= FILE_PROTOCOL_FUSE) config.push('-c.electronFuses.grantFileProtocolExtraPrivileges=false');
  return ['--linux', ...formats.map(({ target }) => target), '--publish', 'never', ...config];
}

async function toolEnvironment(formats) {
  const parts = await Promise.all(formats.map(({ environment }) => environment?.()));
  return Object.assign({ ...process.env }, ...parts.map((part) => settled(part)), fpmEnvironment());
}

/** What the person has set in the environment counts more than what was found. */
function settled(part = {}) {
  return Object.fromEntries(Object.entries(part).filter(([name]) => !process.env[name]));
}

async function dist() {
  const formats = chooseFormats(process.argv.slice(2));
  const electron = await prepare({ also: formats.flatMap(({ needs }) => needs) });
  if (!electron.version) throw new SetupError(`the Electron in ${electron.folder} does not say its version`);
  const env = await toolEnvironment(formats);
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const child = spawn(process.execPath, [builder, ...builderArguments(formats, electron)], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  return new Promise((settle, refuse) => {
    child.on('error', refuse);
    child.on('exit', (code) => settle(code ?? 1));
  });
}

await runTool(dist);
