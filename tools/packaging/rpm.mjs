/** An RPM package, by rpmbuild. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { architectureFor, splitDescription } from './fpm-arguments.mjs';
import { listTree, tool } from './package-tree.mjs';

const payloads = {
  xz: 'w2.xzdio',
  xzmt: 'w2T0.xzdio',
  gzip: 'w6.gzdio',
  bzip2: 'w6.bzdio',
  none: 'w0.gzdio',
};

/** Text for a spec file, in which a percent sign begins a macro. */
const plain = (text) => text.replaceAll('%', '%%');

/** What the package owns: every file, and the folders that are its own rather than the system's. */
export function fileList(paths, isFolder) {
  const own = (path) => /^(opt|usr\/lib|usr\/share\/doc)\/./.test(path);
  return paths
    .filter((path) => !isFolder(path) || own(path))
    .map((path) => `${isFolder(path) ? '%dir ' : ''}"/${plain(path)}"`);
}

function script(section, file, onlyAtRemoval) {
  if (!file) return '';
  const body = plain(readFileSync(file, 'utf8').replace(/^#!.*\n/, ''));
  // The old package's removal script runs after the new one's installation: an update must not undo it.
  return `%${section} -p /bin/bash\n${onlyAtRemoval ? `if [ "$1" -eq 0 ]; then\n${body}\nfi` : body}\n`;
}

/** The spec file. */
export function spec(options, files, tree) {
  const { synopsis, rest } = splitDescription(options.description);
  const tag = (name, value) => (value ? `${name}: ${plain(value)}\n` : '');
  return [
    tag('Name', options.name),
    tag('Version', options.version.replaceAll('-', '~')),
    tag('Release', options.iteration ?? '1'),
    tag('Summary', options.summary ?? synopsis),
    tag('License', options.license ?? 'unknown'),
    tag('Vendor', options.vendor),
    tag('URL', options.url),
    tag('Packager', options.maintainer),
    'AutoReqProv: no\n',
    ...options.depends.map((name) => tag('Requires', name)),
    ...options.recommends.map((name) => tag('Recommends', name)),
    ...options.conflicts.map((name) => tag('Conflicts', name)),
    ...options.provides.map((name) => tag('Provides', name)),
    ...options.replaces.map((name) => tag('Obsoletes', name)),
    `\n%description\n${plain([synopsis, ...rest].join('\n'))}\n\n`,
    `%install\ncp -a "${plain(tree)}/." "%{buildroot}/"\n\n`,
    script('pre', options.beforeInstall, false),
    script('post', options.afterInstall, false),
    script('preun', options.beforeRemove, true),
    script('postun', options.afterRemove, true),
    `%files\n%defattr(-,root,root,-)\n${files.join('\n')}\n`,
    ...options.configFiles.map((path) => `%config(noreplace) "${plain(path)}"\n`),
  ].join('');
}

/** Packs `tree` as the options say; `work` is a folder for what comes between. */
export function packRpm(options, tree, work) {
  const paths = listTree(tree);
  const config = new Set(options.configFiles.map((path) => path.slice(1)));
  const files = fileList(
    paths.filter((path) => !config.has(path)),
    (path) => lstatSync(join(tree, path)).isDirectory(),
  );
  const specFile = join(work, 'package.spec');
  const out = join(work, 'rpms');
  mkdirSync(out, { recursive: true });
  writeFileSync(specFile, spec(options, files, tree));
  const defines = {
    _topdir: join(work, 'rpmbuild'),
    _rpmdir: out,
    _rpmfilename: 'package.rpm',
    _binary_payload: payloads[options.compression ?? 'xz'] ?? payloads.xz,
    _build_id_links: 'none',
    __os_install_post: '%{nil}', // what Electron ships is stripped already, and must not be changed
    debug_package: '%{nil}',
  };
  const definitions = Object.entries(defines).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  const architecture = architectureFor('rpm', options.architecture);
  tool('rpmbuild', ['-bb', '--quiet', '--target', `${architecture}-unknown-linux`, ...definitions, specFile]);
  const [made] = readdirSync(out);
  tool('cp', [join(out, made), options.package]);
}
