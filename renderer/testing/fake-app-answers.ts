import type { Answers } from './fake-answers';
import { fakeRemotes } from './fake-remotes';
import { demoWorld } from './fake-rows';
import type { Inhabited } from './fake-world';

const GIB = 1024 ** 3;

/** What is answered about the app, its drivers and its files. */
export const appAnswers = (world: Inhabited) =>
  ({
    'app.info': () => ({
      version: '0.1.0',
      electron: '22.3.25',
      chrome: '108.0.5359.215',
      node: '16.17.1',
      platform: 'linux',
      sandboxed: false,
      hostMemoryBytes: 16 * GIB,
      hostCpus: 8,
    }),
    'app.quit': () => undefined,
    'settings.get': () => world.settings,
    'programs.look': ({ program, path }) => ({
      path: path ?? (program === 'qemuImg' ? '/usr/bin/qemu-img' : '/usr/bin/qemu-system-x86_64'),
      version: '7.2.17',
    }),
    'settings.set': (change) => {
      world.settings = { ...world.settings, ...change };
      world.emit('settings', world.settings);
      if (change.demo === true) {
        const added = demoWorld();
        world.add(...added);
      } else if (change.demo === false) {
        const removed = world.machines.splice(0).map((row) => row.id);
        world.emit('machines', { changed: [], removed });
      }
      return world.settings;
    },
    'drivers.list': () => world.drivers,
    'drivers.probe': async () => {
      await new Promise((resolve) => setTimeout(resolve, 800));
      return world.drivers;
    },
    'drivers.requestChoices': () => null,
    'remotes.list': () => fakeRemotes(),
    'remotes.look': () => ({ address: 'lab:8443', fingerprint: 'ab'.repeat(32) }),
    'remotes.add': () => undefined,
    'remotes.remove': () => undefined,
    'remotes.evacuate': () => undefined,
    'file.pick': ({ purpose }) =>
      `/home/ada/Downloads/debian-12.5.0-amd64-netinst.${purpose === 'disk' ? 'qcow2' : 'iso'}`,
    'file.inspect': ({ path }) =>
      path.endsWith('.iso')
        ? { kind: 'iso', path, bytes: 629 * 1024 ** 2, label: 'Debian 12.5.0 amd64 n', system: null }
        : path.includes('vmlinuz')
          ? { kind: 'kernel', path, bytes: 8 * 1024 ** 2 }
          : path.endsWith('.qcow2')
            ? { kind: 'disk', path, bytes: 2 * GIB, format: 'qcow2', system: null }
            : { kind: 'other', path, bytes: 4 * 1024 ** 2 },
    'file.reveal': () => undefined,
    'host.sshKeys': () => [{ name: 'id_ed25519.pub', key: 'ssh-ed25519 AAAAC3Nz ada@desk' }],
    'file.save': () => null,
    'file.place': ({ name }) => `/home/ada/${name}`,
    'detached.list': () => [],
    'diagnostics.report': () => '# Paddock\n\n## Versions\n\n- Paddock: 0.1.0\n',
    'bookmark.keep': () => undefined,
    'bookmark.take': () => null,
    'detached.show': () => undefined,
    'detached.close': () => undefined,
    'clipboard.write': () => undefined,
    'clipboard.read': () => 'pasted',
  }) satisfies Partial<Answers>;
