import { afterAll, beforeAll, expect, it } from 'vitest';
import { debianDisk } from '../guests/debian-disk';
import { clear, newHome, openWorld, Typist, type World } from './harness';

const MIB = 1024 * 1024;
/** The image is made once, over the network; a guest takes a minute to start under emulation. */
const MAKING_MS = 15 * 60_000;
const STARTING_MS = 5 * 60_000;
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ ada@desk';

let home: string;
let world: World;
let image: string;
beforeAll(async () => {
  image = await debianDisk();
  home = newHome();
  world = await openWorld(home);
}, MAKING_MS);
afterAll(async () => {
  await world.close();
  clear(home);
});

it(
  'a real cloud image does what it was told: name, user, password, key, and a file system as large as its disk',
  { timeout: 2 * STARTING_MS },
  async () => {
    const { hypervisor } = world;
    const cloudInit = { user: 'ada', password: 'secret word', sshKeys: [KEY], hostname: 'web', packages: [] };
    const id = await hypervisor.define(
      'qemu',
      'web',
      {
        memory: 512 * MIB,
        cpus: 1,
        source: { kind: 'cloud', path: image, cloudInit },
        newDisk: 4096 * MIB,
        network: true,
      },
      'window',
    );
    await hypervisor.start(id, 'window');
    const typist = new Typist(await hypervisor.openText(id, 'serial0'));
    await typist.sees(/Cloud-init v\. \S+ finished/, STARTING_MS);
    typist.type('');
    await typist.sees(/web login: /);
    typist.type('ada');
    await typist.sees(/Password: /);
    typist.type('secret word');
    await typist.sees(/ada@web:~\$ /);
    typist.type(
      'echo "key: $(cat ~/.ssh/authorized_keys)"; echo "free: $(df --output=size -BM / | tail -1)."',
    );
    const text = await typist.sees(/free: +\d+M\./);
    expect(text).toContain(`key: ${KEY}`);
    expect(Number(/free: +(\d+)M\./.exec(text)?.[1])).toBeGreaterThan(3000);
    typist.type('echo "may: $(sudo id -un) instance: $(sudo cat /run/cloud-init/.instance-id)."');
    await typist.sees(new RegExp(`may: root instance: ${id}\\.`));
  },
);
