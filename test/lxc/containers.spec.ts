import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import { findHierarchy, groupsOf } from '../../main/drivers/control-groups';
import { TextClient } from '../conformance/text-client';
import { World } from './world';

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world.close());

const by = 'window' as const;
const BUSYBOX = { kind: 'busybox' } as const;

async function eventually(holds: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 20_000; !holds();) {
    if (Date.now() > end) throw new Error(`it never came to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Types a command into a shell of a machine's, and waits for what it is to show. */
async function shellShows(id: DomainId, command: string, shows: RegExp): Promise<void> {
  const shell = new TextClient(await world.hypervisor.openText(id, 'shell'));
  try {
    await shell.sees(/[#$] /, 20_000);
    shell.run(command);
    await shell.sees(shows, 20_000);
  } finally {
    shell.close();
  }
}

describe('A container made of an archive', () => {
  const work = mkdtempSync(join(tmpdir(), 'pdk-archive-'));
  const archive = join(work, 'rootfs.tar.gz');
  beforeAll(() => {
    const root = join(work, 'root');
    for (const folder of ['bin', 'sbin', 'etc', 'proc', 'sys', 'dev', 'root', 'tmp', 'filling']) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    cpSync('/bin/busybox', join(root, 'bin', 'busybox'));
    for (const name of ['bin/sh', 'bin/cat', 'bin/sleep', 'sbin/init']) {
      execFileSync('ln', ['-s', '/bin/busybox', join(root, name)]);
    }
    writeFileSync(join(root, 'etc', 'inittab'), '::sysinit:/bin/true\n::ctrlaltdel:/bin/true\n');
    writeFileSync(join(root, 'etc', 'passwd'), 'root:x:0:0::/root:/bin/sh\n');
    writeFileSync(join(root, 'etc', 'made-of'), 'an archive\n');
    for (let number = 0; number < 40; number++) {
      writeFileSync(join(root, 'filling', String(number)), Buffer.alloc(1024 * 1024, number));
    }
    execFileSync('tar', ['-C', root, '-czf', archive, '.']);
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  it('tells how far it is, and has what was in it', async () => {
    const told: number[] = [];
    world.hypervisor.onMachine((event) => {
      if (event.kind === 'removed') return;
      const { progress } = event.snapshot.job ?? {};
      if (progress?.done) told.push(progress.done);
    });
    const id = await world.define('web', { kind: 'archive', path: archive });
    expect(Math.max(...told)).toBeGreaterThan(20 * 1024 * 1024);
    await world.hypervisor.start(id, by);
    await shellShows(id, 'cat /etc/made-of', /an archive/);
  });

  it('leaves nothing where it is cancelled half way', async () => {
    const made = world.define('web', { kind: 'archive', path: archive });
    await eventually(() => world.hypervisor.list()[0]?.job?.progress != null, 'it tells how far it is');
    const { id, job } = world.only();
    await world.hypervisor.cancel(id, job?.id ?? '');
    await expect(made).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    expect(world.hypervisor.list()).toEqual([]);
    expect(world.names()).toEqual([]);
    expect(spawnSync('pgrep', ['-f', `(tar|lxc-create) .*${world.containers}`]).stdout.toString()).toBe('');
  });

  it('leaves nothing where it is no archive, and says so', async () => {
    const wrong = join(world.folder, 'wrong.tar');
    writeFileSync(wrong, 'no archive at all');
    await expect(world.define('web', { kind: 'archive', path: wrong })).rejects.toMatchObject({
      failure: { code: 'program-failed' },
    });
    expect(world.names()).toEqual([]);
  });
});

describe('A container of Debian', () => {
  it('is made of packages, and starts with its own systemd', async () => {
    const steps = new Set<string>();
    world.hypervisor.onMachine((event) => {
      if (event.kind !== 'removed' && event.snapshot.job?.step) steps.add(event.snapshot.job.step);
    });
    const id = await world.define('debian', { kind: 'debian', suite: 'bookworm', packages: ['less'] });
    expect([...steps].some((step) => /extract|install|download/i.test(step))).toBe(true);
    await world.hypervisor.start(id, by);
    await shellShows(id, 'cat /proc/1/comm; ls /usr/bin/less', /systemd[^]*\/usr\/bin\/less/);
  }, 600_000);
});

describe('What another tool has made', () => {
  it('in the place of a deleted machine is not deleted with it', async () => {
    const id = await world.define('web', BUSYBOX);
    await world.hypervisor.undefine(id, by);
    world.lxc('lxc-destroy', 'web');
    world.makeElsewhere('web');
    expect(await world.hypervisor.belongings(id)).toEqual([]);
    await world.hypervisor.bin.purge(id, by);
    expect(world.names()).toEqual(['web']);
    await eventually(() => world.hypervisor.list().length === 1, 'it is shown');
  });

  it('is seen once Paddock is done with what it did meanwhile: a start', async () => {
    const id = await world.define('web', BUSYBOX);
    const copy = world.hold('lxc-copy');
    await world.again();
    const copying = world.hypervisor.clone(id, 'copy', by).catch(() => undefined);
    await eventually(copy.isBegun, 'it is being copied');
    world.lxc('lxc-start', 'web', '-d');
    await new Promise((resolve) => setTimeout(resolve, 500)); // what LXC says of it comes while it is copied
    copy.letGo();
    await copying;
    await eventually(() => world.only('web').state === 'running', 'it is seen running');
  });

  it('is told from what Paddock renames just now', async () => {
    const id = await world.define('web', BUSYBOX);
    const rename = world.hold('lxc-copy');
    await world.again();
    const shown: string[] = [];
    world.hypervisor.onMachine((event) => {
      if (event.kind === 'added') shown.push(event.snapshot.definition.name);
    });
    const renaming = world.hypervisor.redefine(id, { name: 'shop' }, by);
    await eventually(rename.isBegun, 'it is being renamed');
    world.makeElsewhere('other');
    await new Promise((resolve) => setTimeout(resolve, 500)); // the folder is looked at meanwhile
    rename.letGo();
    await renaming;
    await eventually(() => shown.includes('other'), 'the other one is shown');
    expect(shown).toEqual(['other']);
    expect(world.names()).toEqual(['other', 'shop']);
  });

  it('is left alone by a machine that was to have its name', async () => {
    await world.define('first', BUSYBOX); // now the folder is there, and watched
    mkdirSync(join(world.containers, 'web'));
    writeFileSync(join(world.containers, 'web', 'theirs'), 'not Paddock’s');
    await expect(world.define('web', BUSYBOX)).rejects.toMatchObject({ failure: { code: 'file-exists' } });
    expect(readFileSync(join(world.containers, 'web', 'theirs'), 'utf8')).toBe('not Paddock’s');
  });

  it('and started just now runs on, though Paddock was to start it too', async () => {
    world.makeElsewhere('theirs');
    await world.again();
    const { id } = world.only();
    world.lxc('lxc-start', 'theirs', '-d');
    const began = world.lxc('lxc-info', 'theirs', '-pH').trim();
    await world.hypervisor.start(id, by).catch(() => undefined);
    expect(world.lxc('lxc-info', 'theirs', '-pH').trim()).toBe(began);
    await eventually(() => world.hypervisor.snapshot(id).state === 'running', 'it is seen to run');
  });
});

describe('A container that is frozen behind LXC’s back', () => {
  it('is seen as paused while it is looked at, resumed, and seen as running when it is thawed so', async () => {
    const { hypervisor } = world;
    const id = await world.define('frozen', BUSYBOX);
    await hypervisor.start(id, by);
    const state = () => hypervisor.snapshot(id).state;
    const pid = hypervisor.snapshot(id).presence?.pid ?? 0;
    const freeze = (isFrozen: boolean): void => {
      const group = groupsOf(pid, findHierarchy())('freezer') ?? '';
      if (findHierarchy() === 'v2') writeFileSync(join(group, 'cgroup.freeze'), isFrozen ? '1' : '0');
      else writeFileSync(join(group, 'freezer.state'), isFrozen ? 'FROZEN' : 'THAWED');
    };
    const becomes = async (wanted: string): Promise<void> => {
      await eventually(() => {
        void hypervisor.sample([hypervisor.snapshot(id)]);
        return state() === wanted;
      }, wanted);
    };
    freeze(true);
    await becomes('paused');
    await hypervisor.resume(id, by);
    expect(state()).toBe('running');
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^State:\s+[SR]/m);
    await hypervisor.suspend(id, by);
    freeze(false);
    await becomes('running');
  });
});

describe('A linked copy', () => {
  it('is a machine of its own, and bars the start and the deletion of what it stands on', async () => {
    const id = await world.define('base', BUSYBOX);
    await world.hypervisor.act(id, 'linked-copy', { name: 'thin' }, by);
    await eventually(() => world.hypervisor.list().length === 2, 'the copy is listed');
    const copy = world.only('thin');
    const refused = { failure: { code: 'file-in-use', cause: expect.stringContaining('thin') as string } };
    await expect(world.hypervisor.start(id, by)).rejects.toMatchObject(refused);
    await expect(world.hypervisor.undefine(id, by)).rejects.toMatchObject(refused);
    await world.hypervisor.start(copy.id, by);
    await shellShows(copy.id, 'hostname', /thin/);
    await world.hypervisor.destroy(copy.id, by);
    await world.hypervisor.undefine(copy.id, by);
    await world.hypervisor.bin.purge(copy.id, by);
    await world.hypervisor.start(id, by);
  });
});

describe('Going back to a snapshot', () => {
  const marker = (name: string): string => join(world.containers, 'web', 'rootfs', name);

  async function withSnapshot(): Promise<{ id: DomainId; snapshot: string }> {
    const id = await world.define('web', BUSYBOX);
    await world.hypervisor.snapshots.take(id, 'fresh', '', by);
    writeFileSync(marker('since'), 'then');
    return { id, snapshot: world.only().definition.snapshots[0]?.id ?? '' };
  }

  it('that fails leaves the container as it was', async () => {
    const { id, snapshot } = await withSnapshot();
    const snaps = join(world.containers, 'web', 'snaps', 'snap0', 'rootfs');
    renameSync(snaps, `${snaps}.away`);
    await expect(world.hypervisor.snapshots.revert(id, snapshot, by)).rejects.toThrow();
    expect(readFileSync(marker('since'), 'utf8')).toBe('then');
    expect(world.names()).toEqual(['web']);
    await world.hypervisor.start(id, by);
  });

  it('that was cut short between the two is finished when Paddock comes back', async () => {
    const { id } = await withSnapshot();
    const root = join(world.containers, 'web', 'rootfs');
    renameSync(root, `${root}.before`); // as a kill leaves it
    await world.again();
    expect(world.hypervisor.snapshot(id).state).toBe('shutoff');
    expect(existsSync(marker('since'))).toBe(true);
    expect(existsSync(`${root}.before`)).toBe(false);
  });
});
