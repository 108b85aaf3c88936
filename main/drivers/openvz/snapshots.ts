import type { Snapshot } from '../../domains/definition';
import type { Job } from '../../domains/job';
import type { OpenvzConfig } from './config';
import type { Installation } from './installation';
import { snapshotGone } from './lost-containers';
import type { Machine, Machines } from './machines';
import { workOf } from './tools';

/* OpenVZ knows a snapshot by the identity that Paddock gave it. What each function does is said in `driver.ts`. */

export async function create(
  machines: Machines,
  machine: Machine,
  { id: identity, name }: Snapshot,
  job: Job,
): Promise<{ readonly config: OpenvzConfig; readonly bytes: null }> {
  const { config } = machine.definition;
  const tools = await machines.openvz.tools();
  job.report('Taking the snapshot');
  await machines.change(machine, tools, () => tools.takeSnapshot(config, identity, name, workOf(job)));
  return { config, bytes: null };
}

export async function check(
  openvz: Installation,
  machine: Machine,
  { id: identity }: Snapshot,
): Promise<void> {
  const { config } = machine.definition;
  const tools = await openvz.tools();
  const { value } = await machine.unlocked(() => tools.hasSnapshot(config, identity));
  if (!value) throw snapshotGone(config.ctid, identity);
}

export async function revert(
  machines: Machines,
  machine: Machine,
  { id: identity }: Snapshot,
  job: Job,
): Promise<void> {
  const { config } = machine.definition;
  const tools = await machines.openvz.tools();
  job.report('Going back to the snapshot');
  await machines.change(machine, tools, () => tools.revert(config, identity, workOf(job)));
}

export async function drop(
  openvz: Installation,
  machine: Machine,
  { id: identity }: Snapshot,
  job: Job,
): Promise<void> {
  const { config } = machine.definition;
  const tools = await openvz.tools();
  await machine.unlocked(async () => {
    if (await tools.hasSnapshot(config, identity)) await tools.dropSnapshot(config, identity, workOf(job));
  });
}
