import { z } from 'zod';
import { IdSchema } from './names';
import { escapeOption } from './options';

/** A PC has room for four. */
export const SERIALS_MAX = 4;
export const SerialSchema = z.object({ id: IdSchema });
export type Serial = z.infer<typeof SerialSchema>;

export function socketOption(id: string, path: string): string {
  return `socket,id=${id},path=${escapeOption(path)},server=on,wait=off`;
}

export function serialArguments(
  serials: readonly Serial[],
  socket: (id: string) => string,
  log: (id: string) => string,
): string[] {
  return serials.flatMap(({ id }) => {
    // Appended to, so that a log that has grown large can be cut under it.
    const file = `logfile=${escapeOption(log(id))},logappend=on`;
    const chardev = `${socketOption(`char-${id}`, socket(id))},${file}`;
    return ['-chardev', chardev, '-serial', `chardev:char-${id}`];
  });
}
