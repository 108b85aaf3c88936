import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** Where a file is, as a person or a dialog gives it: what a person writes as `~/disks` is in the home folder. */
export const PathSchema = z.string().min(1).overwrite(fromHome).max(4096);

/** One that does not depend on where Paddock was started: `disk.raw` would be a file nobody finds again. */
export const WholePathSchema = PathSchema.refine(
  (path) => path.startsWith('/'),
  'It has to be a whole path, beginning with “/”.',
);

function fromHome(path: string): string {
  return /^~(\/|$)/.test(path) ? join(homedir(), path.slice(1)) : path;
}
