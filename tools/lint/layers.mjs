// The architecture as a lint rule: imports run down only, and each border has one door.
import { dirname, relative, resolve, sep } from 'node:path';

/** Vocabulary: files without behaviour that the contract is made of. */
const VOCABULARY = [
  'main/domains/definition',
  'main/domains/failure',
  'main/domains/happening',
  'main/domains/job',
  'main/domains/operation-record',
  'main/domains/path',
  'main/domains/program-output',
  'main/domains/state',
  'main/drivers/driver',
  'main/drivers/disk-images',
  'main/drivers/foreign-machine',
  'main/drivers/remotes',
  'main/drivers/*/config',
];

/**
 * The rooms, first match counts. `imports`: which files of the project a room may import, by path without extension;
 * `*` is one folder, `**` any depth, `@own` the importing file's own driver folder. `electron`: whether it may import
 * electron. `typesOf`: what it may import as types only.
 */
export const ROOMS = [
  { room: 'text/**', imports: ['text/**'] },
  { room: 'main/domains/**', imports: ['main/domains/**'] },
  { room: 'main/drivers/disk-images', imports: ['main/domains/**'] },
  { room: 'main/drivers/foreign-machine', imports: [] },
  { room: 'main/drivers/file-marks', imports: [] },
  { room: 'main/drivers/lost-disk', imports: ['main/domains/failure', 'main/drivers/foreign-machine'] },
  { room: 'main/drivers/remotes', imports: [] },
  {
    room: 'main/drivers/driver',
    imports: [
      'main/domains/**',
      'main/drivers/disk-images',
      'main/drivers/foreign-machine',
      'main/drivers/remotes',
    ],
  },
  { room: 'main/drivers/index', imports: ['main/drivers/**', 'main/paths'] },
  {
    room: 'main/drivers/**',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/drivers/disk-images',
      'main/drivers/foreign-machine',
      'main/drivers/file-marks',
      'main/drivers/inherited-files',
      'main/drivers/bridges',
      'main/drivers/bytes-below',
      'main/drivers/container-driver',
      'main/drivers/container-usage',
      'main/drivers/control-groups',
      'main/drivers/foreign-names',
      'main/drivers/heard',
      'main/drivers/freezer',
      'main/drivers/foreign-definition',
      'main/drivers/inside-command',
      'main/drivers/install-command',
      'main/drivers/limits',
      'main/drivers/places',
      'main/drivers/refusals',
      'main/drivers/remotes',
      'main/drivers/program',
      'main/drivers/program-file',
      'main/drivers/remembered',
      'main/drivers/process-identity',
      'main/consoles/pty', // a console that is a program
      '@own',
    ],
  },
  { room: 'main/hypervisor/permission', imports: ['main/domains/**', 'main/drivers/driver'] },
  {
    room: 'main/hypervisor/operations',
    imports: ['main/domains/**', 'main/drivers/driver', 'main/hypervisor/permission'],
  },
  { room: 'main/hypervisor/happenings', imports: ['main/domains/**'] },
  { room: 'main/hypervisor/filled-in', imports: ['main/domains/failure'] },
  {
    room: 'main/hypervisor/new-machine',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/hypervisor/permission',
      'main/hypervisor/operations',
      'main/hypervisor/filled-in',
    ],
  },
  {
    room: 'main/hypervisor/copies',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/drivers/disk-images',
      'main/hypervisor/permission',
      'main/hypervisor/operations',
      'main/hypervisor/snapshot-tree',
      'main/hypervisor/new-machine',
    ],
  },
  {
    room: 'main/hypervisor/imports',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/drivers/foreign-machine',
      'main/drivers/lost-disk',
      'main/hypervisor/permission',
      'main/hypervisor/operations',
      'main/hypervisor/new-machine',
    ],
  },
  { room: 'main/hypervisor/image-uses', imports: ['main/domains/**', 'main/drivers/driver'] },
  {
    room: 'main/hypervisor/disks',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/drivers/disk-images',
      'main/hypervisor/permission',
      'main/hypervisor/operations',
      'main/hypervisor/image-uses',
    ],
  },
  { room: 'main/hypervisor/snapshot-pictures', imports: ['main/domains/**'] },
  {
    room: 'main/hypervisor/snapshot-tree',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/hypervisor/permission',
      'main/hypervisor/snapshot-pictures',
    ],
  },
  {
    room: 'main/hypervisor/changes',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/hypervisor/permission',
      'main/hypervisor/operations',
      'main/hypervisor/filled-in',
    ],
  },
  {
    room: 'main/hypervisor/starting',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/hypervisor/permission',
      'main/hypervisor/operations',
      'main/hypervisor/image-uses',
    ],
  },
  {
    room: 'main/hypervisor/actions',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/hypervisor/permission',
      'main/hypervisor/operations',
    ],
  },
  {
    room: 'main/hypervisor/foreign-machines',
    imports: ['main/domains/**', 'main/drivers/driver', 'main/hypervisor/operations'],
  },
  {
    room: 'main/hypervisor/managed-drivers',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/hypervisor/operations',
      'main/hypervisor/foreign-machines',
      'main/hypervisor/snapshot-pictures',
    ],
  },
  {
    room: 'main/hypervisor/probing',
    imports: ['main/domains/**', 'main/drivers/driver', 'main/hypervisor/managed-drivers'],
  },
  {
    room: 'main/hypervisor/machine-facts',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/hypervisor/image-uses',
      'main/hypervisor/managed-drivers',
      'main/hypervisor/starting',
    ],
  },
  {
    room: 'main/hypervisor/snapshots',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/hypervisor/operations',
      'main/hypervisor/image-uses',
      'main/hypervisor/managed-drivers',
      'main/hypervisor/snapshot-tree',
    ],
  },
  {
    room: 'main/hypervisor/deleted-machines',
    imports: [
      'main/domains/**',
      'main/hypervisor/operations',
      'main/hypervisor/foreign-machines',
      'main/hypervisor/image-uses',
      'main/hypervisor/managed-drivers',
    ],
  },
  {
    room: 'main/hypervisor/opening',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/hypervisor/operations',
      'main/hypervisor/foreign-machines',
      'main/hypervisor/image-uses',
      'main/hypervisor/managed-drivers',
    ],
  },
  {
    room: 'main/watching/**',
    imports: ['main/domains/**', 'main/drivers/driver', 'main/hypervisor/hypervisor', 'main/watching/**'],
  },
  {
    room: 'main/autostart/**',
    imports: ['main/domains/**', 'main/hypervisor/hypervisor', 'main/autostart/**'],
  },
  { room: 'main/operations-log', imports: ['main/domains/**', 'main/hypervisor/hypervisor'] },
  {
    room: 'main/hypervisor/hypervisor',
    imports: [
      'main/domains/**',
      'main/drivers/driver',
      'main/drivers/foreign-machine',
      'main/drivers/remotes',
      'main/hypervisor/actions',
      'main/hypervisor/changes',
      'main/hypervisor/copies',
      'main/hypervisor/deleted-machines',
      'main/hypervisor/disks',
      'main/hypervisor/happenings',
      'main/hypervisor/image-uses',
      'main/hypervisor/imports',
      'main/hypervisor/machine-facts',
      'main/hypervisor/managed-drivers',
      'main/hypervisor/new-machine',
      'main/hypervisor/opening',
      'main/hypervisor/operations',
      'main/hypervisor/permission',
      'main/hypervisor/probing',
      'main/hypervisor/snapshots',
      'main/hypervisor/starting',
    ],
  },
  {
    room: 'main/storage/**',
    imports: [
      'main/domains/**',
      'main/storage/**',
      'main/drivers/foreign-machine',
      'main/drivers/file-marks',
      'main/drivers/lost-disk',
    ],
    typesOf: ['preload/contract'],
  },
  {
    room: 'main/consoles/**',
    imports: ['main/domains/**', 'main/drivers/driver', 'main/consoles/**', 'preload/contract'],
  },
  {
    room: 'main/settings',
    imports: [
      'main/domains/durable-folder',
      'preload/contract/default-settings',
      'preload/contract/settings',
    ],
    typesOf: ['preload/contract'],
  },
  {
    room: 'main/settings-check',
    imports: ['main/domains/failure', 'main/settings'],
    typesOf: ['preload/contract'],
  },
  {
    room: 'main/diagnostics/**',
    imports: ['main/diagnostics/**', 'main/domains/**'],
    typesOf: ['main/hypervisor/hypervisor', 'main/operations-log', 'main/log', 'preload/contract'],
  },
  { room: 'main/paths', imports: [] },
  { room: 'main/log', imports: [] },
  // Calls are answered without a desktop as well.
  {
    room: 'main/ipc/router', // the window stands on it: no more than types
    imports: ['main/ipc/refused'],
    typesOf: ['preload/contract'],
    electron: true,
  },
  { room: 'main/ipc/refused', imports: [], typesOf: ['main/domains/failure'] },
  {
    room: 'main/ipc/answer',
    imports: ['main/domains/**', 'main/ipc/refused', 'preload/contract'],
  },
  {
    room: 'main/ipc/views',
    imports: [
      'main/domains/**',
      'main/drivers/foreign-machine',
      'main/hypervisor/hypervisor',
      'main/hypervisor/deleted-machines',
      'main/hypervisor/managed-drivers',
      'main/hypervisor/disks',
      'preload/contract',
    ],
  },
  {
    room: 'main/ipc/machine-handlers',
    imports: [
      'main/ipc/answer',
      'main/ipc/views',
      'main/domains/**',
      'main/drivers/foreign-machine',
      'main/hypervisor/hypervisor',
      'main/operations-log',
      'main/storage/**',
      'preload/contract',
    ],
  },
  {
    room: 'main/ipc/**',
    imports: [
      'main/ipc/**',
      'main/hypervisor/hypervisor',
      'main/hypervisor/deleted-machines',
      'main/hypervisor/managed-drivers',
      'main/hypervisor/disks',
      'main/drivers/foreign-machine',
      'main/operations-log',
      'main/diagnostics/**',
      'main/watching/**',
      'main/consoles/**',
      'main/storage/**',
      'main/domains/**',
      'main/settings',
      'main/log',
      'preload/contract',
    ],
    electron: true,
  },
  // The window's sibling: a face of the same calls. Its client half takes types only, and so starts at once.
  {
    room: 'main/command-line/alone',
    imports: [
      'main/autostart/run-record',
      'main/command-line/**',
      'main/consoles/**',
      'main/drivers',
      'main/hypervisor/hypervisor',
      'main/ipc/machine-handlers',
      'main/log',
      'main/operations-log',
      'main/settings',
    ],
    typesOf: ['main/domains/**', 'main/paths'],
  },
  {
    room: 'main/command-line/kept-only',
    imports: ['main/domains/failure'],
    typesOf: ['main/ipc/answer', 'preload/contract'],
  },
  {
    room: 'main/command-line/server',
    imports: ['main/command-line/**', 'main/ipc/answer', 'main/domains/definition'],
    typesOf: ['main/consoles/**', 'preload/contract'],
  },
  {
    room: 'main/command-line/**',
    imports: [
      'build/**',
      'main/beside/**',
      'main/command-line/**',
      'main/paths',
      'preload/contract/request-drivers',
      'renderer/create/defaults',
    ],
    typesOf: ['main/domains/**', 'preload/contract'],
  },
  { room: 'main/beside/**', imports: ['main/beside/**'] },
  // The tray without a window, and without Electron's part of it: nothing here may need the desktop's own process.
  { room: 'main/resting/process', imports: [] },
  { room: 'main/resting/handed', imports: ['main/shell/tray-menu', 'text/languages'] },
  {
    room: 'main/resting/**',
    imports: [
      'main/beside/**',
      'main/command-line/**',
      'main/domains/**',
      'main/drivers/inherited-files',
      'main/ipc/active-machines',
      'main/log',
      'main/paths',
      'main/resting/**',
      'main/shell/notice',
      'main/shell/text/**',
      'main/shell/tray-contents',
      'main/shell/tray-icons',
      'main/shell/tray-menu',
      'text/**',
    ],
  },
  {
    room: 'main/entry',
    imports: [
      'main/beside/**',
      'main/code-cache',
      'main/command-line/**',
      'main/paths',
      'main/resting/process',
    ],
  },
  {
    room: 'main/shell/**',
    imports: [
      'main/shell/**',
      'main/domains/**',
      'main/paths',
      'main/log',
      'preload/contract',
      'build/**',
      'text/**',
    ],
    typesOf: ['main/hypervisor/hypervisor', 'main/ipc/**'],
    electron: true,
  },
  // What stands before the window does: each file more is waited for at every start. The rest is imported when it is shown.
  {
    room: 'main/index',
    imports: [
      'main/app',
      'main/ipc/router',
      'main/log',
      'main/paths',
      'main/settings',
      'main/shell/app-protocol',
      'main/shell/hardening',
      'main/shell/launch-arguments',
      'main/shell/toolkit',
      'main/shell/window',
      'main/shell/zoom',
      'text/languages',
    ],
    electron: true,
  },
  { room: 'main/app', imports: ['main/**', 'preload/contract', 'text/**'], electron: true },
  { room: 'preload/contract**', imports: [...VOCABULARY, 'preload/contract/**', 'text/languages'] },
  { room: 'preload/index', imports: [], typesOf: ['preload/contract'], electron: true },
  {
    room: 'renderer/testing/**',
    imports: ['renderer/**', 'text/**', 'preload/contract/default-settings'],
    typesOf: ['preload/contract'],
  },
  { room: 'renderer/**', imports: ['renderer/**', 'text/**'], typesOf: ['preload/contract'] },
];

/** The one file that may import ipcMain. */
const ROUTER = 'main/ipc/router';

function pattern(glob) {
  const source = glob
    .split('**')
    .map((part) =>
      part
        .split('*')
        .map((text) => text.replace(/[.]/g, '\\.'))
        .join('[^/]+'),
    )
    .join('.*');
  return new RegExp(`^${source}$`);
}

const withoutExtension = (path) =>
  path.replace(/\.(ts|svelte\.ts|svelte|mjs|css|json)$/, '').replace(/\?.*$/, '');

/** The room of a file, by its path below the project's root; undefined for files that no rule is about. */
export function roomOf(file) {
  const path = withoutExtension(file);
  return ROOMS.find(({ room }) => pattern(room).test(path));
}

function ownFolder(file) {
  return file.split('/').slice(0, 3).join('/') + '/**';
}

/**
 * Why an import is not allowed, or undefined.
 * @param {string} file the importing file, below the project's root
 * @param {string} target what is imported: below the project's root without extension, or a package's name
 * @param {{relative: boolean, typeOnly: boolean, names: string[]}} how
 */
export function importProblem(file, target, how) {
  if (/\.spec\.ts$/.test(file)) return undefined; // a spec may reach for what it needs
  const room = roomOf(file);
  if (!room) return undefined;
  if (!how.relative) {
    if (target !== 'electron') return undefined;
    if (!room.electron && !how.typeOnly)
      return `${file} knows nothing of the desktop: it may not import electron.`;
    if (how.names.includes('ipcMain') && withoutExtension(file) !== ROUTER) {
      return `Only ${ROUTER}.ts may import ipcMain: every call goes through its checks.`;
    }
    return undefined;
  }
  const path = withoutExtension(target);
  const allowed = (globs) =>
    globs.some((glob) => pattern(glob === '@own' ? ownFolder(file) : glob).test(path));
  if (allowed(room.imports)) return undefined;
  if (allowed(room.typesOf ?? [])) {
    return how.typeOnly ? undefined : `${file} may take only types from ${path}: write \`import type\`.`;
  }
  return `${file} may not import ${path}: imports run down only (window, ipc, hypervisor, drivers, domains).`;
}

/** @type {import('eslint').Rule.RuleModule} */
export const layers = {
  meta: { type: 'problem', schema: [], messages: { layer: '{{problem}}' } },
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join('/');
    const check = (node, source, typeOnly, names) => {
      if (typeof source !== 'string') return;
      const isRelative = source.startsWith('.');
      const target = isRelative
        ? relative(context.cwd, resolve(dirname(context.filename), source))
            .split(sep)
            .join('/')
        : source;
      const problem = importProblem(file, target, { relative: isRelative, typeOnly, names });
      if (problem) context.report({ node, messageId: 'layer', data: { problem } });
    };
    return {
      ImportDeclaration(node) {
        const typeOnly =
          node.importKind === 'type' ||
          (node.specifiers.length > 0 && node.specifiers.every((one) => one.importKind === 'type'));
        const names = node.specifiers.map((one) => one.imported?.name ?? '*');
        check(node, node.source.value, typeOnly, names);
      },
      ImportExpression: (node) => check(node, node.source.value, false, []),
      ExportNamedDeclaration: (node) =>
        node.source && check(node, node.source.value, node.exportKind === 'type', []),
      ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === 'type', []),
    };
  },
};
