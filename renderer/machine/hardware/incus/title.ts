import { t } from '../../../text/text';
import type { Device } from './device';

/** What a device is, and which. */
export function titleOf(device: Device): string {
  const { name } = device;
  switch (device.kind) {
    case 'root':
      return t('hardware.incus.root', { name });
    case 'volume':
      return t('hardware.incus.volumeNamed', { name });
    case 'media':
      return t('hardware.cd', { id: name });
    case 'share':
      return t('hardware.sharedFolder', { tag: name });
    case 'card':
      return t('hardware.card', { id: name });
    case 'forward':
      return t('hardware.incus.forward', { name });
    case 'none':
    case 'other':
      return t('hardware.incus.device', { name });
  }
}
