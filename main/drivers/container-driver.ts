import type { DisplayConsole, Driver, StartHow } from './driver';
import type { LockedDomain } from '../domains/domain';
import type { Job } from '../domains/job';
import { noConsole } from './refusals';

type Of<C, R> = Driver<C, unknown, R>;

/** The part of a driver that starts and ends machines; `save` is absent where no machine can be saved. */
export type DriverLife<C, R> = Pick<
  Of<C, R>,
  'start' | 'suspend' | 'resume' | 'shutdown' | 'destroy' | 'reboot' | 'reset'
> &
  Partial<Pick<Of<C, R>, 'save'>>;

/** What drivers of containers have in common: what starts and ends them stands by itself, and they have no screen. */
export abstract class ContainerDriver<C, R> {
  protected abstract readonly life: DriverLife<C, R>;

  start(machine: LockedDomain<C, R>, job: Job, how: StartHow): Promise<void> {
    return this.life.start(machine, job, how);
  }

  suspend(machine: LockedDomain<C, R>, job: Job): Promise<void> {
    return this.life.suspend(machine, job);
  }

  resume(machine: LockedDomain<C, R>, job: Job): Promise<void> {
    return this.life.resume(machine, job);
  }

  async save(machine: LockedDomain<C, R>, job: Job): Promise<void> {
    if (!this.life.save) throw new Error('refused by its capability');
    await this.life.save(machine, job);
  }

  shutdown(machine: LockedDomain<C, R>, job: Job): Promise<void> {
    return this.life.shutdown(machine, job);
  }

  destroy(machine: LockedDomain<C, R>, job: Job): Promise<void> {
    return this.life.destroy(machine, job);
  }

  reboot(machine: LockedDomain<C, R>, job: Job): Promise<void> {
    return this.life.reboot(machine, job);
  }

  reset(machine: LockedDomain<C, R>, job: Job): Promise<void> {
    return this.life.reset(machine, job);
  }

  async screenshot(): Promise<null> {
    return null;
  }

  async openDisplay(): Promise<DisplayConsole> {
    throw noConsole();
  }
}
