import { afterEach, beforeEach, expect, it } from 'vitest';
import { RfbClient } from '../conformance/rfb-client';
import { debianInstaller } from '../guests/debian-installer';
import { clear, newHome, openWorld, pause, tinyRequest, type World } from './harness';

const MIB = 1024 * 1024;
const LIMIT_MS = 120_000;
let home: string;
let world: World;
beforeEach(async () => {
  home = newHome();
  world = await openWorld(home);
});
afterEach(async () => {
  await world.close();
  clear(home);
});

/** The part of the picture that is mostly red, mostly blue, or light grey. */
function shares(screen: RfbClient): { readonly red: number; readonly blue: number; readonly grey: number } {
  const count = { red: 0, blue: 0, grey: 0 };
  for (let y = 0; y < screen.height; y++) {
    for (let x = 0; x < screen.width; x++) {
      const [red, green, blue] = screen.at(x, y);
      if (red > 100 && green < 60 && blue < 60) count.red++;
      else if (blue > 100 && red < 60 && green < 60) count.blue++;
      else if (Math.min(red, green, blue) > 150 && Math.max(red, green, blue) < 200) count.grey++;
    }
  }
  const all = Math.max(1, screen.width * screen.height);
  return { red: count.red / all, blue: count.blue / all, grey: count.grey / all };
}

it('shows the first screen of Debian’s installer: a grey box on blue, with its title in red', async () => {
  const { hypervisor } = world;
  const source = { kind: 'kernel' as const, ...debianInstaller(), commandLine: '' };
  const id = await hypervisor.define(
    'qemu',
    'installer',
    await tinyRequest({ source, memory: 512 * MIB }),
    'window',
  );
  await hypervisor.start(id, 'window');
  const screen = await RfbClient.connect(await hypervisor.openDisplay(id, 'display'));
  await screen.update(false);
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    const seen = shares(screen);
    if (seen.blue > 0.5 && seen.grey > 0.1 && seen.red > 0.0005) break;
    if (Date.now() > end) expect.fail(`it never came: ${JSON.stringify(seen)}`);
    await pause(200);
    await screen.update(false);
  }
  expect(world.state(id).state).toBe('running');
});
