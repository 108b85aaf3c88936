import { toFailure } from '../../domains/failure';
import { clearRuntime, findProcess, takeHoldOf } from './attach';
import type { QemuConfig } from './config';
import { discardOverlays } from './disposable';
import * as operations from './operations';
import type { Parts } from './parts';
import type { MachinePaths } from './paths';
import type { Machine } from './running-machines';
import { discardSaved, endSaving, isStillSaved, savedState } from './saved-state';
import * as snapshots from './snapshots';

/** Finds out what became of a machine while no Paddock looked, puts in order what was cut short, and takes hold of its process. */
export async function findAgain(machine: Machine, parts: Parts): Promise<void> {
  const { id } = machine;
  const paths = parts.paths(id);
  const found = await findProcess(id, paths);
  switch (found.kind) {
    case 'none': {
      await discardOverlays(paths);
      const isSaved = (await savedState(paths)) !== null;
      if (!isSaved) await discardSaved(paths); // what a kill cut short
      await finishRevert(machine.definition.config, paths, parts);
      machine.setState(isSaved ? 'saved' : 'shutoff', null, null);
      return;
    }
    case 'died':
      await clearRuntime(paths);
      await discardOverlays(paths);
      if (await savedState(paths)) {
        machine.setState('saved', null, null); // killed while it was being started from there
        return;
      }
      await discardSaved(paths);
      await finishRevert(machine.definition.config, paths, parts);
      machine.setState(
        'crashed',
        'Its QEMU ended by accident while Paddock was not running, or the computer was switched off.',
        null,
      );
      return;
    case 'process': {
      const live = await takeHoldOf(found.identity, {
        id,
        paths,
        defined: machine.definition.config,
        limitMs: parts.limits.greeting,
        log: (message) => parts.log(message),
      });
      if (await isStillSaved(live, paths)) {
        // Paddock was killed while it started it from what is saved, or when it had just saved it.
        await operations.destroy(live, parts.limits);
        await clearRuntime(paths);
        live.release();
        await finishRevert(machine.definition.config, paths, parts); // it may have waited for a snapshot's memory
        machine.setState((await savedState(paths)) ? 'saved' : 'shutoff', null, null);
        return;
      }
      await endSaving(live, paths);
      if (live.qmp) await discardSaved(paths); // it runs: what was saved does not fit its disks any more
      await snapshots.endRevert(paths); // it runs from there
      await parts.running.adopt(machine, live, null);
    }
  }
}

/** Whatever hinders it, the machine is shown; the going back can be asked for again. */
async function finishRevert(config: QemuConfig, paths: MachinePaths, parts: Parts): Promise<void> {
  await snapshots
    .finishRevert(paths, config, () => parts.installation.img())
    .catch((error: unknown) => parts.log(`going back was not finished: ${toFailure(error).message}`));
}
