/** The Node modules: those the lock file names, and the one among them that has to be compiled. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { capture, lastWords, must } from './command.mjs';
import { root } from './project.mjs';
import { SetupError } from './report.mjs';

const native = join(root, 'node_modules', 'node-pty', 'build', 'Release', 'pty.node');

/**
 * Whether what npm installed (its hidden lock file) is what the project's lock file names. A module for another
 * system may be absent, so may an optional one that could not be built, and one that nothing asks for is not installed.
 */
export function sameModules(locked, installed) {
  return Object.entries(locked).every(([path, { version, link, optional, extraneous }]) => {
    if (path === '' || link || extraneous) return true;
    const there = installed[path];
    return there ? there.version === version : Boolean(optional);
  });
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** Whether the modules on disk are those of the lock file. */
export function modulesInstalled() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  return existsSync(hidden) && sameModules(packagesOf(join(root, 'package-lock.json')), packagesOf(hidden));
}

/** Whether the compiled module is there. */
export function nativeBuilt() {
  return existsSync(native);
}

/** npm's environment: the headers of this very Node, where it brought them, so that none need be downloaded. */
export function npmEnvironment(env = process.env, execPath = process.execPath) {
  const prefix = dirname(dirname(execPath));
  const headers = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
  return headers ? { ...env, npm_config_nodedir: prefix } : env;
}

/** Installs what the lock file names, without running any module's own script. */
export async function installModules() {
  await must('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    env: npmEnvironment(),
    missing: 'the Node modules can not be installed',
    command: 'npm ci',
  });
}

/** Compiles the terminal module. */
export async function buildNative() {
  const result = await capture('npm', ['rebuild', 'node-pty'], { cwd: root, env: npmEnvironment() });
  if (result.code === 0 && nativeBuilt()) return;
  throw new SetupError(`node-pty can not be compiled (${lastWords(result)})`, 'npm rebuild node-pty');
}
