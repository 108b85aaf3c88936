import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../program';

const LIMIT_MS = 15_000;
/** What a desktop has, and the file that tells that it is there, below XDG_RUNTIME_DIR. */
const SERVERS = [
  { backend: 'pipewire', socket: 'pipewire-0' },
  { backend: 'pa', socket: 'pulse/native' },
] as const;

/** Through what machines are heard on this computer: its sound server, where this QEMU can speak to it; else `none`. */
export async function soundBackend(
  system: string,
  runtime: string | undefined = process.env.XDG_RUNTIME_DIR,
): Promise<string> {
  const there = SERVERS.filter(({ socket }) => runtime !== undefined && existsSync(join(runtime, socket)));
  if (there.length === 0) return 'none';
  const { stdout } = await runProgram([system, '-audiodev', 'help'], { limitMs: LIMIT_MS });
  const known = stdout.split('\n').map((line) => line.trim());
  return there.find(({ backend }) => known.includes(backend))?.backend ?? 'none';
}
