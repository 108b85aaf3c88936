import { formatBytes } from '../../../text/format';
import type { Device } from './device';

/** A device in a line, in the words that Incus has for it. */
export function summary(device: Device): string {
  switch (device.kind) {
    case 'root':
      return [device.pool, device.bytes === null ? null : formatBytes(device.bytes)]
        .filter((part) => part !== null)
        .join(', ');
    case 'share':
      return `${device.source} → ${device.path}`;
    case 'volume':
      return [`${device.pool}/${device.volume}`, device.path].filter((part) => part !== null).join(' → ');
    case 'media':
      return device.source;
    case 'card':
      return device.to.by === 'network' ? device.to.network : `${device.to.nictype}, ${device.to.parent}`;
    case 'forward': {
      const { protocol, hostAddress, hostPort, guestAddress, guestPort } = device;
      return `${protocol} ${ended(hostAddress, hostPort)} → ${ended(guestAddress, guestPort)}`;
    }
    case 'none':
      return '';
    case 'other':
      return device.type;
  }
}

function ended(address: string, port: number): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}
