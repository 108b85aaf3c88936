import { runProgram } from '../program';
import type { Container } from './commands';
import type { LxcProgram } from './programs';

/** The addresses of a container that runs, as LXC reads them within it; none where it has none. Never throws. */
export async function addressesOf(
  at: LxcProgram,
  { folder, container }: Container,
): Promise<readonly string[]> {
  const command = [at('lxc-info'), '-P', folder, '-n', container, '-i', '-H'];
  const { stdout } = await runProgram(command, { limitMs: 10_000 }).catch(() => ({ stdout: '' }));
  return stdout
    .split('\n')
    .map((line) => line.replace(/^IP:\s*/, '').trim())
    .filter((line) => /^[0-9a-f.:]+$/i.test(line));
}
