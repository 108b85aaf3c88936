/** Installing what is missing of the system through apt-get: all of it at once, after one question at most. */
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { addBackports } from './backports.mjs';
import { capture, findProgram, lastWords } from './command.mjs';
import { SetupError, say, step } from './report.mjs';
import { libraryLookup } from './shared-libraries.mjs';

const aptOptions = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=2'];
const quietly = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };

/** The needs that are not met, in their order and each package once. */
export async function missingOf(needs) {
  const hasLibrary = needs.some((need) => need.library) ? await libraryLookup() : undefined;
  const missing = [];
  for (const need of needs) {
    const there =
      (need.program && findProgram(need.program)) ||
      (need.library && hasLibrary(need.library)) ||
      need.anyFile?.some((file) => existsSync(file)) ||
      (need.pythonModule && (await capture('python3', ['-c', `import ${need.pythonModule}`])).code === 0);
    if (!there && !missing.some((other) => other.packages[0] === need.packages[0])) missing.push(need);
  }
  return missing;
}

/** The packages of what `apt-cache policy` prints that can be installed. */
export function installable(policy) {
  const found = new Set();
  let name;
  for (const line of policy.split('\n')) {
    name = /^(\S+):$/.exec(line)?.[1] ?? name;
    const candidate = /^ {2}Candidate: (.+)$/.exec(line)?.[1];
    if (candidate && candidate !== '(none)') found.add(name);
  }
  return found;
}

/** For each need the first of its packages that this release has; a need without any is in `unknown`. */
export function choosePackages(needs, available) {
  const chosen = needs.map((need) => need.packages.find((name) => available.has(name)));
  return {
    packages: [...new Set(chosen.filter(Boolean))],
    unknown: needs.filter((_, at) => !chosen[at]).map((need) => need.packages.at(-1)),
  };
}

/** How apt-get is reached: nothing before it as root, sudo for others; undefined where neither works. */
function privilege() {
  if (process.getuid() === 0) return [];
  return findProgram('sudo') && ['sudo'];
}

/** Asks once for all of it; where sudo wants a password, its prompt is the question. */
async function agree(packages, before) {
  if (before.length === 0) return true;
  say(`Paddock needs packages of your system: ${packages.join(' ')}`);
  const free = (await capture('sudo', ['-n', 'true'])).code === 0;
  if (!process.stdin.isTTY) return free;
  if (!free) {
    say('They are installed with sudo apt-get. Press Ctrl-C at its question if you would rather not.');
    return (await capture('sudo', ['-v'], { input: 'inherit' })).code === 0;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Install them with sudo apt-get? [Y/n] ');
  terminal.close();
  return !/^\s*n/i.test(answer);
}

async function apt(before, ...args) {
  const environment = Object.entries(quietly).map(([name, value]) => `${name}=${value}`);
  const [program, ...rest] = [...before, 'env', ...environment, 'apt-get', ...aptOptions, ...args];
  return capture(program, rest);
}

/** What of `needs` this release has, after fetching apt's lists where something seems unknown. */
async function choose(needs, before) {
  const names = needs.flatMap((need) => need.packages);
  const look = async () =>
    choosePackages(needs, installable((await capture('apt-cache', ['policy', ...names])).stdout));
  const first = await look();
  if (first.unknown.length === 0) return first;
  await step('Fetching the lists of packages', () => apt(before, 'update', '-q'));
  const second = await look();
  const isInBackports = needs.some((need) => need.backports && second.unknown.includes(need.packages.at(-1)));
  if (!isInBackports || !addBackports()) return second;
  await step('Fetching the list of backports', () => apt(before, 'update', '-q'));
  return look();
}

/**
 * Installs what is missing of `needs`. What is only wanted may stay out (a line says so); without the rest a
 * SetupError names it with the command. Returns the names of what is still missing.
 */
export async function installMissing(needs) {
  const missing = await missingOf(needs);
  if (missing.length === 0) return [];
  const names = (list) => list.map((need) => need.packages.at(-1)).join(' ');
  const required = missing.filter((need) => !need.wanted);
  const giveUp = (why) => {
    const command = `sudo apt-get install ${names(missing)}`;
    if (required.length > 0) throw new SetupError(`${why}: ${names(required)}`, command);
    say(`Going on without ${names(missing)} (${why}). To add them: ${command}`);
    return missing.map((need) => need.packages.at(-1));
  };
  if (!findProgram('apt-get')) {
    const list = names(required);
    if (list)
      throw new SetupError(
        `there is no apt-get here; please install what these Debian packages hold: ${list}`,
      );
    say(`Going on without what these Debian packages hold: ${names(missing)}`);
    return missing.map((need) => need.packages.at(-1));
  }
  const before = privilege();
  if (!before) return giveUp('there is no sudo to install packages with');
  if (!(await agree(names(missing).split(' '), before))) return giveUp('packages of the system are missing');
  const { packages, unknown } = await choose(missing, before);
  const unmet = required.filter((need) => unknown.includes(need.packages.at(-1)));
  if (unmet.length > 0) return giveUp(`this system knows no package ${names(unmet)}`);
  const install = () => apt(before, 'install', '-y', '-q', '--no-install-recommends', ...packages);
  let result = await step(`Installing ${packages.join(' ')}`, install);
  if (result.code !== 0) {
    await step('Fetching the lists of packages', () => apt(before, 'update', '-q')); // old lists name gone files
    result = await step(`Installing ${packages.join(' ')} once more`, install);
  }
  if (result.code !== 0) return giveUp(`apt-get failed (${lastWords(result)})`);
  return unknown;
}
