/**
 * A Paddock that begins one piece of work on the machine “web” of a home folder, says so when it is half way, and goes on
 * until it is killed; or it kills itself some time after it began. Run by killed.spec.ts, in a process of its own.
 */
import { join } from 'node:path';
import type { DomainId } from '../../main/domains/definition';
import { readForeign } from '../../main/storage/import/read-foreign';
import { openWorld, type World } from './harness';

const [, , home = '', what = '', img = '', killAfterMs] = process.argv;

const WORK: Readonly<Record<string, (world: World, id: DomainId) => Promise<unknown>>> = {
  compact: ({ hypervisor }, id) => hypervisor.disks.compact(id, 'disk0', false, 'window'),
  convert: ({ hypervisor }, id) => hypervisor.disks.convert(id, 'disk0', 'raw', 'window'),
  flatten: ({ hypervisor }, id) => hypervisor.disks.flatten(id, 'disk0', 'window'),
  export: ({ hypervisor }, id) =>
    hypervisor.disks.export(id, 'disk0', { path: join(home, 'out.raw'), format: 'raw' }, 'window'),
  clone: ({ hypervisor }, id) => hypervisor.clone(id, 'copy', 'window'),
  import: async ({ hypervisor }) =>
    hypervisor.import(
      'qemu',
      await readForeign(join(home, 'other.qcow2')),
      { name: 'other', disks: 'copy', without: [] },
      'window',
    ),
  snapshot: ({ hypervisor }, id) => hypervisor.snapshots.take(id, `cut short ${process.pid}`, '', 'window'),
  start: ({ hypervisor }, id) => hypervisor.start(id, 'window'),
  save: ({ hypervisor }, id) => hypervisor.save(id, 'window'),
  undefine: ({ hypervisor }, id) => hypervisor.undefine(id, 'window'),
  revert: ({ hypervisor }, id) => {
    const [first] = hypervisor.snapshot(id).definition.snapshots;
    return hypervisor.snapshots.revert(id, first?.id ?? '', 'window');
  },
};

/** The steps at which the work is well under way: something is half made. */
const HALF_WAY = /^(Writing|Copying|Comparing|Saving|Going back)/;

const world = await openWorld(home, img === '' ? {} : { programs: { img } });
const id = world.hypervisor.list().find(({ definition }) => definition.name === 'web')?.id;
if (id === undefined) throw new Error('there is no machine “web”');
world.hypervisor.onMachine(() => {
  const jobs = world.hypervisor.list().flatMap((machine) => machine.jobs);
  if (jobs.some(({ step }) => step !== null && HALF_WAY.test(step))) process.stdout.write('half way\n');
});
if (killAfterMs !== undefined) setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(killAfterMs));
await WORK[what]?.(world, id);
process.stdout.write('done\n');
