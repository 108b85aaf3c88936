/** The part of fpm's command line that electron-builder uses. */

const once = {
  '-s': 'source',
  '-t': 'type',
  '--architecture': 'architecture',
  '--after-install': 'afterInstall',
  '--after-remove': 'afterRemove',
  '--before-install': 'beforeInstall',
  '--before-remove': 'beforeRemove',
  '--category': 'category',
  '--deb-compression': 'compression',
  '--deb-priority': 'priority',
  '--description': 'description',
  '--iteration': 'iteration',
  '--license': 'license',
  '--log': 'log',
  '--maintainer': 'maintainer',
  '--name': 'name',
  '--package': 'package',
  '--pacman-compression': 'compression',
  '--rpm-compression': 'compression',
  '--rpm-os': 'os',
  '--rpm-summary': 'summary',
  '--url': 'url',
  '--vendor': 'vendor',
  '--version': 'version',
};
const repeated = {
  '-d': 'depends',
  '--config-files': 'configFiles',
  '--conflicts': 'conflicts',
  '--deb-recommends': 'recommends',
  '--deb-suggests': 'suggests',
  '--provides': 'provides',
  '--replaces': 'replaces',
};
const switches = new Set(['--force', '--debug', '--verbose']);
const required = ['type', 'name', 'version', 'package', 'architecture', 'maintainer'];

/**
 * Reads fpm's arguments. What is unknown is refused, as a package that lacks what was asked for would only be
 * noticed by the person who installs it.
 */
export function parseFpmArguments(argv) {
  const options = { files: [], ...Object.fromEntries(Object.values(repeated).map((key) => [key, []])) };
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at];
    if (switches.has(argument)) continue;
    if (!argument.startsWith('-')) {
      options.files.push(mapping(argument));
      continue;
    }
    if (!(argument in once) && !(argument in repeated)) throw new Error(`unknown option ${argument}`);
    const value = argv[++at];
    if (value === undefined) throw new Error(`${argument} needs a value`);
    if (argument in once) options[once[argument]] = value;
    else options[repeated[argument]].push(value);
  }
  const missing = required.filter((key) => !options[key]);
  if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`);
  return options;
}

/** `FROM=TO`: what to pack and where it goes. A folder with a slash at its end stands for what is in it. */
function mapping(argument) {
  const at = argument.lastIndexOf('=');
  const [from, to] = [argument.slice(0, at), argument.slice(at + 1)];
  if (at < 1 || !to.startsWith('/')) throw new Error(`not of the form FROM=/TO: ${argument}`);
  return { from, to };
}

const architectures = {
  x64: 'x86_64',
  amd64: 'x86_64',
  x86_64: 'x86_64',
  arm64: 'aarch64',
  aarch64: 'aarch64',
};
const debian = { x86_64: 'amd64', aarch64: 'arm64' };

/** An architecture by the name that the package format has for it. */
export function architectureFor(type, name) {
  const common = architectures[name] ?? name;
  return type === 'deb' ? (debian[common] ?? common) : common;
}

/** The description's first line and the rest, without the blank line that a missing synopsis leaves. */
export function splitDescription(description = '') {
  const lines = description.split('\n').map((line) => line.trim());
  const first = lines.findIndex(Boolean);
  if (first === -1) return { synopsis: '', rest: [] };
  return { synopsis: lines[first], rest: lines.slice(first + 1) };
}
