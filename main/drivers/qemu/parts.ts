import type { DomainId } from '../../domains/definition';
import type { Installation } from './installation';
import type { Limits } from './operations';
import type { MachinePaths } from './paths';
import type { RunningMachines } from './running-machines';

/** What each of the driver's parts works with. */
export interface Parts {
  readonly installation: Installation;
  readonly running: RunningMachines;
  readonly limits: Limits;
  readonly paths: (id: DomainId) => MachinePaths;
  readonly log: (message: string) => void;
}
