/** A Debian package, by dpkg-deb. */
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { architectureFor, splitDescription } from './fpm-arguments.mjs';
import { listTree, tool } from './package-tree.mjs';

const QUICK_LEVEL = '2'; // the higher levels take minutes for the last two megabytes

/** The control file. */
export function control(options, installedKib) {
  const { synopsis, rest } = splitDescription(options.description);
  const fields = {
    Package: options.name,
    Version: options.iteration ? `${options.version}-${options.iteration}` : options.version,
    Architecture: architectureFor('deb', options.architecture),
    Maintainer: options.maintainer,
    'Installed-Size': installedKib,
    Depends: options.depends.join(', '),
    Recommends: options.recommends.join(', '),
    Suggests: options.suggests.join(', '),
    Conflicts: options.conflicts.join(', '),
    Provides: options.provides.join(', '),
    Replaces: options.replaces.join(', '),
    Section: options.category ?? 'default',
    Priority: options.priority ?? 'optional',
    Homepage: options.url,
    Description: [synopsis || options.name, ...rest.map((line) => ` ${line || '.'}`)].join('\n'),
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return `${given.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

function md5sums(tree, files) {
  const sum = (path) =>
    createHash('md5')
      .update(readFileSync(join(tree, path)))
      .digest('hex');
  return files.map((path) => `${sum(path)}  ${path}\n`).join('');
}

/** Packs `tree` as the options say. */
export function packDeb(options, tree) {
  const files = listTree(tree).filter((path) => lstatSync(join(tree, path)).isFile());
  const bytes = files.reduce((sum, path) => sum + lstatSync(join(tree, path)).size, 0);
  const meta = join(tree, 'DEBIAN');
  mkdirSync(meta, { mode: 0o755 });
  writeFileSync(join(meta, 'md5sums'), md5sums(tree, files));
  writeFileSync(join(meta, 'control'), control(options, Math.ceil(bytes / 1024)));
  const conffiles = options.configFiles.map((path) => `${path}\n`).join('');
  if (conffiles) writeFileSync(join(meta, 'conffiles'), conffiles);
  const scripts = {
    preinst: 'beforeInstall',
    postinst: 'afterInstall',
    prerm: 'beforeRemove',
    postrm: 'afterRemove',
  };
  for (const [name, key] of Object.entries(scripts)) {
    if (!options[key]) continue;
    copyFileSync(options[key], join(meta, name));
    chmodSync(join(meta, name), 0o755);
  }
  const compression = options.compression === 'gz' ? 'gzip' : (options.compression ?? 'xz');
  const level = compression === 'none' ? [] : [`-z${QUICK_LEVEL}`];
  tool('dpkg-deb', ['--root-owner-group', `-Z${compression}`, ...level, '--build', tree, options.package]);
}
