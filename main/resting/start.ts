/** How the process that rests in the tray is started by the app, and the app by it: each outlives the other. */
import { spawn, type ChildProcess } from 'node:child_process';
import { onlyThese } from '../drivers/inherited-files';
import { RESTING_SWITCHES } from './process';

/** Starts the process that rests. `program`: the command that starts the app, without its own arguments. */
export function startResting(program: readonly string[]): ChildProcess {
  return start([...program, ...RESTING_SWITCHES]);
}

/** Starts the app. `token`: what the panel gave, so that the desktop lets the window come to the front. */
export function startApp(program: readonly string[], hidden: boolean, token: string | null): ChildProcess {
  return start(
    [...program, ...(hidden ? ['--hidden'] : [])],
    token === null ? {} : { XDG_ACTIVATION_TOKEN: token, DESKTOP_STARTUP_ID: token },
  );
}

function start([file = '', ...args]: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const stdio = onlyThese(['ignore', 'ignore', 'ignore']);
  const child = spawn(file, args, { detached: true, stdio, env: { ...process.env, ...env } });
  child.unref();
  return child;
}
