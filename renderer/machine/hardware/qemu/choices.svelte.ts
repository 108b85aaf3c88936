import type { DomainId, QemuChoices } from '../../../../preload/contract';
import { call } from '../../../bridge';

/** Until it is known what this computer has, what every QEMU has is offered. */
const BEFORE: QemuChoices = {
  models: [],
  displays: ['vga', 'none'],
  bridges: [],
  usb: [],
  passt: true,
  virtiofs: true,
};

/** What can be chosen on this computer: asked for when a form is opened, for devices come and go. */
export class Choices {
  now = $state.raw<QemuChoices>(BEFORE);

  async read(id: DomainId): Promise<void> {
    // Where QEMU is missing the form says so when it is saved; what is chosen already can still be seen.
    const answer = await call('machine.hardwareChoices', { id }).catch(() => null);
    if (answer?.driver === 'qemu') this.now = answer.choices;
  }
}
