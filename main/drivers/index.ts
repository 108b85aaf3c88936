import { join } from 'node:path';
import type { Paths } from '../paths';
import type { Driver } from './driver';
import { createIncusDriver } from './incus/driver';
import { createLxcDriver } from './lxc/driver';
import { createOpenvzDriver } from './openvz/driver';
import { createQemuDriver } from './qemu/driver';
import { TestDriver } from './test/driver';
import { manyMachines } from './test/demo-world';

/** What a person chose in the settings; null for what is usual. Asked for each time: it may change. */
export interface Chosen {
  readonly diskFolder: string | null;
  readonly qemuSystem: string | null;
  readonly qemuImg: string | null;
  readonly lxcPrograms: string | null;
  readonly lxcFolder: string | null;
  readonly vzctl: string | null;
  readonly vzlist: string | null;
  readonly prlctl: string | null;
  readonly openvzFolder: string | null;
}

/** The drivers that come with Paddock, in the order in which they are shown. */
export function createDrivers(paths: Paths, env: NodeJS.ProcessEnv, chosen: () => Chosen): readonly Driver[] {
  return [
    createQemuDriver({
      folders: {
        disks: join(paths.data, 'disks'),
        get newDisks() {
          return chosen().diskFolder ?? undefined;
        },
        runtime: paths.runtime,
        logs: join(paths.state, 'machines'),
        cache: join(paths.state, 'qemu'),
      },
      // Another QEMU than the one on the PATH.
      programs: {
        get system() {
          return chosen().qemuSystem ?? env.PADDOCK_QEMU;
        },
        get img() {
          return chosen().qemuImg ?? env.PADDOCK_QEMU_IMG;
        },
      },
    }),
    createLxcDriver({
      work: join(paths.state, 'lxc'),
      // With a home folder of its own a Paddock has containers of its own as well.
      get folder() {
        const own = env.PADDOCK_HOME ? join(paths.data, 'lxc') : undefined;
        return chosen().lxcFolder ?? env.PADDOCK_LXC_PATH ?? own;
      },
      get programs() {
        return chosen().lxcPrograms ?? undefined;
      },
    }),
    createIncusDriver({
      socket: env.PADDOCK_INCUS_SOCKET ?? incusSocket(paths, env),
      folder: join(paths.data, 'incus'),
    }),
    createOpenvzDriver({
      work: join(paths.state, 'openvz'),
      // Where they are not where OpenVZ's packages put them.
      programs: {
        get vzctl() {
          return chosen().vzctl ?? env.PADDOCK_VZCTL;
        },
        get vzlist() {
          return chosen().vzlist ?? env.PADDOCK_VZLIST;
        },
        get prlctl() {
          return chosen().prlctl ?? env.PADDOCK_PRLCTL;
        },
      },
      get folder() {
        return chosen().openvzFolder ?? env.PADDOCK_OPENVZ_CONF;
      },
      pids: env.PADDOCK_OPENVZ_PIDS,
      proc: env.PADDOCK_OPENVZ_PROC,
    }),
    testDriver(env),
  ];
}

/** Where this computer's Incus answers; a Paddock with a home folder of its own has none but one that it is given. */
function incusSocket(paths: Paths, env: NodeJS.ProcessEnv): string {
  if (env.PADDOCK_HOME) return join(paths.data, 'incus', 'unix.socket');
  return join(env.INCUS_DIR ?? '/var/lib/incus', 'unix.socket');
}

/** `PADDOCK_TEST_MACHINES=n` makes the demo world n machines large; `PADDOCK_TEST_CHURN=n` changes n of them each second. */
function testDriver(env: NodeJS.ProcessEnv): Driver {
  const count = Number(env.PADDOCK_TEST_MACHINES);
  const churn = Number(env.PADDOCK_TEST_CHURN ?? 0);
  return new TestDriver({
    ...(Number.isInteger(count) && count > 0 && { world: (pace: number) => manyMachines(count, pace) }),
    ...(churn > 0 && { churn }),
  });
}
