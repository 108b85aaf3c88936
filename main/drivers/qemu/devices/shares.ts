import { z } from 'zod';
import { WholePathSchema } from '../../../domains/path';
import { deviceId, IdSchema } from './names';
import { deviceArgument, escapeOption } from './options';

/** A folder of this computer that the guest mounts by its tag. */
export const ShareSchema = z.object({
  id: IdSchema,
  tag: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/),
  path: WholePathSchema,
  /** `9p` needs nothing here; `virtiofs` is faster, and needs the program virtiofsd. */
  kind: z.enum(['9p', 'virtiofs']),
  readOnly: z.boolean(),
});
export type Share = z.infer<typeof ShareSchema>;

export function needsSharedMemory(shares: readonly Share[]): boolean {
  return shares.some(({ kind }) => kind === 'virtiofs');
}

export function shareArguments(shares: readonly Share[], virtiofsSocket: (id: string) => string): string[] {
  return shares.flatMap(({ id, tag, path, kind, readOnly }) => {
    if (kind === '9p') {
      const options = `local,id=fs-${id},path=${escapeOption(path)},security_model=mapped-xattr`;
      return [
        ...['-fsdev', readOnly ? `${options},readonly=on` : options],
        ...deviceArgument({
          driver: 'virtio-9p-pci',
          id: deviceId(id),
          fsdev: `fs-${id}`,
          mount_tag: tag,
        }),
      ];
    }
    return [
      ...['-chardev', `socket,id=fs-${id},path=${escapeOption(virtiofsSocket(id))}`],
      ...deviceArgument({ driver: 'vhost-user-fs-pci', id: deviceId(id), chardev: `fs-${id}`, tag }),
    ];
  });
}
