import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Person, type Outcome } from './person';
import { readPng } from './png';

const root = resolve(__dirname, '../..');
const ROOM = '/opt/Paddock';

/** Why the package can't be installed here, if so: it takes root, and must not replace a person's own Paddock. */
function reasonToSkip(): string | null {
  if (process.getuid?.() !== 0) return 'installing a package takes root';
  if (spawnSync('dpkg', ['--version']).status !== 0) return 'this system has no dpkg';
  if (existsSync(ROOM)) return `there is a Paddock in ${ROOM} already`;
  return null;
}

function apt(...args: string[]): string {
  return execFileSync('apt-get', ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

/** Builds the package just as a person does and returns its path. */
function buildPackage(): string {
  execFileSync(process.execPath, [join(root, 'tools', 'dist.mjs'), 'deb'], { cwd: root, stdio: 'inherit' });
  const made = readdirSync(join(root, 'dist'))
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(root, 'dist', name))
    .sort((a, b) => lstatSync(b).mtimeMs - lstatSync(a).mtimeMs)[0];
  if (!made) throw new Error('no package was made');
  return made;
}

const skipped = reasonToSkip();

describe.skipIf(skipped)(`the Debian package${skipped ? ` (skipped: ${skipped})` : ''}`, () => {
  let person: Person;
  let installed: string[];

  beforeAll(() => {
    const file = buildPackage();
    apt('install', '--no-install-recommends', file);
    installed = execFileSync('dpkg', ['-L', 'paddock'], { encoding: 'utf8' }).trim().split('\n');
    person = new Person();
  });

  afterAll(() => {
    if (existsSync(ROOM)) apt('purge', 'paddock');
    person.remove();
  });

  const screenshot = async (
    name: string,
    args: string[] = [],
    env: Record<string, string> = {},
  ): Promise<Outcome & { file: string }> => {
    const file = join(person.home, name);
    return { ...(await person.run('paddock', [`--screenshot=${file}`, ...args], env)), file };
  };

  it('says what it needs and that QEMU is recommended', () => {
    const field = (name: string): string =>
      execFileSync('dpkg-query', ['-W', `-f=\${${name}}`, 'paddock'], { encoding: 'utf8' });
    expect(field('Depends')).toContain('libgtk-3-0');
    expect(field('Recommends').split(', ')).toEqual(expect.arrayContaining(['qemu-system-x86', 'qemu-utils']));
    expect(field('Architecture')).toBe(process.arch === 'x64' ? 'amd64' : process.arch);
  });

  it('belongs to root, and nobody else can write to it', () => {
    const wrong = installed.filter((path) => {
      const { uid, gid, mode } = lstatSync(path);
      return uid !== 0 || gid !== 0 || (!lstatSync(path).isSymbolicLink() && (mode & 0o022) !== 0);
    });
    expect(wrong).toEqual([]);
  });

  it('brings neither the default app nor a loose copy of the sources', () => {
    const resources = readdirSync(join(ROOM, 'resources'));
    expect(resources).toContain('app.asar');
    expect(resources).not.toContain('app');
    expect(resources).not.toContain('default_app.asar');
  });

  it('has a desktop entry and a description that the desktop accepts', () => {
    const entry = '/usr/share/applications/paddock.desktop';
    expect(spawnSync('desktop-file-validate', [entry], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(entry, 'utf8')).toMatch(/^MimeType=x-scheme-handler\/paddock;$/m);
    const about = '/usr/share/metainfo/io.paddock.Paddock.metainfo.xml';
    expect(spawnSync('appstreamcli', ['validate', '--no-net', about]).status).toBe(0);
  });

  it('has what shells complete its commands by, where they look for it', () => {
    expect(installed).toEqual(
      expect.arrayContaining([
        '/usr/share/bash-completion/completions/paddock',
        '/usr/share/zsh/vendor-completions/_paddock',
        '/usr/share/fish/vendor_completions.d/paddock.fish',
      ]),
    );
  });

  it('opens its window for an ordinary user, inside the sandbox', async () => {
    const { code, output, seen, file } = await screenshot('window.png');
    expect(code, output).toBe(0);
    const picture = readPng(readFileSync(file));
    expect(picture.width).toBeGreaterThan(600);
    expect(picture.bytes.size).toBeGreaterThan(32); // an empty window has a handful
    const renderers = seen.filter(({ type, seccomp }) => type === 'renderer' && seccomp === 2);
    expect(renderers.length, seen.map(({ args }) => args.join(' ')).join('\n')).toBeGreaterThan(0);
    expect(seen.filter(({ args }) => args.includes('--no-sandbox'))).toEqual([]);
  });

  it('does what is typed on a terminal, without a display and without a window', async () => {
    const { code, output, seen } = await person.run('paddock', ['list', '--json'], { DISPLAY: '' });
    expect(code, output).toBe(0);
    expect(JSON.parse(output)).toEqual({ machines: [], broken: [], binned: 0 });
    expect(seen.filter(({ type }) => type === 'renderer' || type === 'gpu-process')).toEqual([]);
    expect((await person.run('paddock', ['start', 'nothing'], { DISPLAY: '' })).code).toBe(3);
    expect((await person.run('paddock', ['nonsense'])).code).toBe(2);
  });

  it('can be made neither a plain Node nor a debugger by the environment and the arguments', async () => {
    const outcome = await screenshot('fuses.png', ['--inspect=0'], {
      ELECTRON_RUN_AS_NODE: '1',
      NODE_OPTIONS: '--require=/nowhere.js',
    });
    expect(outcome.code, outcome.output).toBe(0);
    expect(outcome.output).not.toContain('Debugger listening');
    expect(readPng(readFileSync(outcome.file)).bytes.size).toBeGreaterThan(32);
  });

  it('leaves nothing behind when it is removed, but what the person has', () => {
    const before = person.files();
    expect(before.filter((path) => path.includes('paddock'))).not.toEqual([]);
    apt('purge', 'paddock');
    // Folders that other packages use as well stay, of course.
    expect(installed.filter((path) => existsSync(path) && !lstatSync(path).isDirectory())).toEqual([]);
    expect(existsSync(ROOM)).toBe(false);
    const traces = ['/usr/bin', '/usr/share', '/etc', '/var/lib/dpkg'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /paddock/i.test(name)),
    );
    expect(traces).toEqual([]);
    expect(person.files()).toEqual(before);
  });
});
