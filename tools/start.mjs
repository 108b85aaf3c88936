/** `npm start`: sets up what is missing, builds what has changed, and opens the window. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { hasDisplay, startVirtualDisplay } from './setup/display.mjs';
import { machines, virtualDisplay } from './setup/package-list.mjs';
import { prepare } from './setup/prepare.mjs';
import { root } from './setup/project.mjs';
import { SetupError, runTool, say } from './setup/report.mjs';
import { requireSandbox } from './setup/sandbox.mjs';
import { unresolvedLibraries } from './setup/shared-libraries.mjs';
import { appArguments } from './start-arguments.mjs';

const LOADER_FAILED = 127;

/** Runs the app to its end, passing on the signals that end it, and returns its exit code. */
function run(executable, args, env) {
  return new Promise((settle, refuse) => {
    const app = spawn(executable, args, { cwd: root, env, stdio: 'inherit' });
    // Ctrl-C reaches the app from the terminal itself, and a second one would cut its closing down short.
    const passOn = (signal) => {
      if (signal === 'SIGTERM' || !process.stdin.isTTY) app.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, passOn);
    app.on('error', refuse);
    app.on('exit', (code, signal) => settle(code ?? 128 + constants.signals[signal]));
  });
}

async function start() {
  const forApp = appArguments(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  const hidden = !hasDisplay();
  const electron = await prepare({ also: [...machines, ...(hidden ? virtualDisplay : [])] });
  const asRoot = process.getuid() === 0;
  if (asRoot) say("Running as root, so without Chromium's sandbox.");
  else await requireSandbox(electron.folder);
  let display;
  if (hidden) {
    display = await startVirtualDisplay();
    say(
      `There is no display here: the window opens on a virtual one (${display.env.DISPLAY}), which shows nowhere.`,
    );
  }
  const env = { ...process.env, ...display?.env };
  delete env.ELECTRON_RUN_AS_NODE;
  try {
    const code = await run(electron.executable, [...(asRoot ? ['--no-sandbox'] : []), '.', ...forApp], env);
    if (code === LOADER_FAILED) {
      const unresolved = await unresolvedLibraries(electron.executable);
      if (unresolved.length > 0)
        throw new SetupError(`Electron needs libraries that are missing: ${unresolved.join(' ')}`);
    }
    return code;
  } finally {
    display?.stop();
  }
}

await runTool(start);
