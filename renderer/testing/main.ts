import type { MachineRow, Settings } from '../../preload/contract';
import { fakeWorld } from './fake-bridge';
import { demoWorld, manyMachines } from './fake-rows';
import { FAKE_SETTINGS } from './fake-world';

// ?world=empty|demo|bare|many&theme=light|dark&language=en|de&broken
const asked = new URLSearchParams(window.location.search);
const kind = asked.get('world') ?? 'demo';
const bare = (): MachineRow[] => demoWorld().map((row) => ({ ...row, addresses: [], tags: [] }));
const world = fakeWorld(
  kind === 'empty' ? [] : kind === 'many' ? manyMachines(10_000) : kind === 'bare' ? bare() : demoWorld(),
);
world.settings = {
  ...FAKE_SETTINGS,
  theme: (asked.get('theme') ?? 'light') as Settings['theme'],
  language: (asked.get('language') ?? 'en') as Settings['language'],
  demo: kind === 'demo',
};
if (asked.has('noqemu')) {
  world.drivers = world.drivers.map((driver) =>
    driver.id === 'qemu'
      ? {
          ...driver,
          probe: {
            status: 'missing',
            why: 'qemu-system-x86_64 was not found in any folder of the search path.',
            install: 'sudo apt install qemu-system-x86 qemu-utils',
          },
        }
      : driver,
  );
}
if (asked.has('broken')) {
  const path = '/home/ada/.config/paddock/machines/qemu/1b5c.json';
  world.broken.push({
    path,
    name: 'mail server',
    driver: 'qemu',
    failure: {
      code: 'definition-unreadable',
      message: 'This machine’s definition can’t be read.',
      cause: 'It is not whole: Unexpected end of JSON input.',
      next: 'Mend the file or put back a copy of it, then start Paddock again. Nothing was overwritten.',
      remedy: { kind: 'reveal-file', path },
      detail: { path },
    },
  });
}
Object.assign(window, { paddock: world.bridge, world });
await import('../main');
