/** A package for pacman, by bsdtar. */
import { lstatSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { architectureFor, splitDescription } from './fpm-arguments.mjs';
import { listTree, tool } from './package-tree.mjs';

const filters = {
  xz: '--xz',
  gz: '--gzip',
  gzip: '--gzip',
  zstd: '--zstd',
  bzip2: '--bzip2',
  none: undefined,
};
const asRoot = ['--uid', '0', '--gid', '0', '--uname', 'root', '--gname', 'root'];
const recorded = '!all,use-set,type,uid,gid,mode,time,size,md5,sha256,link';

/** The file of the package's data. */
export function packageInfo(options, bytes, buildDate) {
  const { synopsis, rest } = splitDescription(options.description);
  const entries = [
    ['pkgname', options.name],
    ['pkgver', `${options.version.replaceAll('-', '_')}-${options.iteration ?? '1'}`],
    ['pkgdesc', [synopsis, ...rest].filter(Boolean).join(' ')],
    ['url', options.url],
    ['builddate', buildDate],
    ['packager', options.maintainer],
    ['size', bytes],
    ['arch', architectureFor('pacman', options.architecture)],
    ['license', options.license],
    ...options.replaces.map((name) => ['replaces', name]),
    ...options.conflicts.map((name) => ['conflict', name]),
    ...options.provides.map((name) => ['provides', name]),
    ...options.configFiles.map((path) => ['backup', path.slice(1)]),
    ...options.depends.map((name) => ['depend', name]),
    ...options.recommends.map((name) => ['optdepend', name]),
  ];
  return `${entries
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n')}\n`;
}

/** The file of functions that pacman calls; what runs after an installation runs after an update as well. */
export function installScript(options) {
  const functions = {
    pre_install: options.beforeInstall,
    pre_upgrade: options.beforeInstall,
    post_install: options.afterInstall,
    post_upgrade: options.afterInstall,
    pre_remove: options.beforeRemove,
    post_remove: options.afterRemove,
  };
  return Object.entries(functions)
    .filter(([, file]) => file)
    .map(([name, file]) => `${name}() {\n${readFileSync(file, 'utf8').replace(/^#!.*\n/, '')}\n}\n`)
    .join('\n');
}

/** Packs `tree` as the options say. */
export function packPacman(options, tree) {
  const roots = readdirSync(tree).sort();
  const bytes = listTree(tree).reduce((sum, path) => {
    const entry = lstatSync(join(tree, path));
    return sum + (entry.isFile() ? entry.size : 0);
  }, 0);
  writeFileSync(join(tree, '.PKGINFO'), packageInfo(options, bytes, Math.floor(Date.now() / 1000)));
  const functions = installScript(options);
  if (functions) writeFileSync(join(tree, '.INSTALL'), functions);
  const meta = ['.PKGINFO', ...(functions ? ['.INSTALL'] : [])];
  const mtree = ['--gzip', '--format=mtree', '--options', recorded];
  tool('bsdtar', ['-c', '-f', join(tree, '.MTREE'), ...mtree, ...asRoot, '-C', tree, ...meta, ...roots]);
  const filter = [filters[options.compression ?? 'xz']].filter(Boolean);
  tool('bsdtar', [
    '-c',
    ...filter,
    '-f',
    options.package,
    ...asRoot,
    '-C',
    tree,
    ...meta,
    '.MTREE',
    ...roots,
  ]);
}
