import { readdir, access } from 'node:fs/promises';
import { join } from 'node:path';

/** The bridges of this computer, by what Linux tells in /sys. */
export async function hostBridges(folder = '/sys/class/net'): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const is = await Promise.all(
    names.map((name) =>
      access(join(folder, name, 'bridge')).then(
        () => true,
        () => false,
      ),
    ),
  );
  return names.filter((_, index) => is[index]).sort();
}
