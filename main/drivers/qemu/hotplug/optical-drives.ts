import type { QemuConfig } from '../config';
import * as optical from '../devices/optical-drives';
import type { Plug } from '../devices/plug';
import type { LiveMachine } from '../live-machine';
import { changeMedium } from '../operations';
import { controllerSteps } from './disks';
import { changesOf, without, type Step } from './step';

export function driveSteps(
  live: LiveMachine,
  plug: Plug,
  running: QemuConfig,
  from: QemuConfig,
  to: QemuConfig,
): readonly Step[] {
  const { gone, fresh } = changesOf(running.cdroms, from.cdroms, to.cdroms, optical.isPluggable);
  const now = (id: string): optical.OpticalDrive | undefined => running.cdroms.find((one) => one.id === id);
  const changed = to.cdroms.filter(({ id, path }) => {
    const before = from.cdroms.find((one) => one.id === id);
    return before && now(id) && before.path !== path;
  });
  const withMedium = (config: QemuConfig, id: string, path: string | null): QemuConfig => ({
    ...config,
    cdroms: config.cdroms.map((one) => (one.id === id ? { ...one, path } : one)),
  });
  return [
    ...gone.map((drive) => ({
      run: () => optical.unplugDrive(plug, drive),
      undo: () => optical.plugDrive(plug, drive),
      after: (config: QemuConfig) => ({ ...config, cdroms: without(config.cdroms, drive) }),
    })),
    ...controllerSteps(plug, running, fresh.length > 0 && !to.disks.some(({ bus }) => bus === 'scsi')),
    ...(running.slots > 0 ? fresh : []).map((drive) => ({
      run: () => optical.plugDrive(plug, drive),
      undo: () => optical.unplugDrive(plug, drive),
      after: (config: QemuConfig) => ({ ...config, cdroms: [...config.cdroms, drive] }),
    })),
    ...changed.map(({ id, path }) => ({
      run: () => changeMedium(live, id, path),
      undo: () => changeMedium(live, id, now(id)?.path ?? null),
      after: (config: QemuConfig) => withMedium(config, id, path),
    })),
  ];
}
