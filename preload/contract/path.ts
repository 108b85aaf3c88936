import { z } from 'zod';

/** Where a file is, as a person or a dialog gives it. */
export const Path = z.string().min(1).max(4096);

/** One that does not depend on where Paddock was started: `disk.raw` or `~/disk.raw` would be a file nobody finds again. */
export const WholePath = Path.refine(
  (path) => path.startsWith('/'),
  'It has to be a whole path, beginning with “/”.',
);
