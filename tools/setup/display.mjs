/** A display for the window: the person's own, or one in memory where there is none. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetupError } from './report.mjs';

const START_LIMIT = 20_000;

/** Whether the environment names a display. */
export function hasDisplay(env = process.env) {
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** An X authority file's content that lets in whoever has `cookie`, on whatever display number comes up. */
export function authority(cookie) {
  const field = (bytes) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const anyFamily = Buffer.from([0xff, 0xff]);
  const nothing = Buffer.alloc(0);
  return Buffer.concat([
    anyFamily,
    ...[nothing, nothing, Buffer.from('MIT-MAGIC-COOKIE-1'), cookie].map(field),
  ]);
}

/** Starts a virtual display; `env` is what its clients need, `stop` ends it and takes its files away. */
export async function startVirtualDisplay({ width = 1440, height = 900 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-display-'));
  const file = join(folder, 'authority');
  writeFileSync(file, authority(randomBytes(16)), { mode: 0o600 });
  const screen = ['-screen', '0', `${width}x${height}x24`];
  const server = spawn('Xvfb', ['-displayfd', '3', ...screen, '-nolisten', 'tcp', '-auth', file], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true, // Ctrl-C is for the app, which then still has its display to close down on
  });
  const stop = () => {
    server.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const number = await displayNumber(server);
    process.once('exit', stop);
    return { env: { DISPLAY: `:${number}`, XAUTHORITY: file }, stop };
  } catch (error) {
    stop();
    throw new SetupError(
      `the virtual display does not start (${error.message})`,
      'sudo apt-get install xvfb',
    );
  }
}

/** The number that Xvfb writes once it takes clients. */
function displayNumber(server) {
  return new Promise((settle, refuse) => {
    const limit = setTimeout(() => refuse(new Error('no answer')), START_LIMIT);
    const end = (finish, value) => {
      clearTimeout(limit);
      finish(value);
    };
    let said = '';
    server.stdio[3].on('data', (bytes) => {
      said += bytes;
      if (said.includes('\n')) end(settle, said.trim());
    });
    server.once('error', (error) => end(refuse, error));
    server.once('exit', (code) => end(refuse, new Error(`exit code ${code}`)));
  });
}
