/** `npm test [-- SUITE...]`: sets up what the tests need, runs the suites, and ends with the names of what failed and one line of counts. */
import { startVirtualDisplay } from './setup/display.mjs';
import { testTools } from './setup/package-list.mjs';
import { prepare } from './setup/prepare.mjs';
import { SetupError, runTool, say } from './setup/report.mjs';
import { testKernel } from './setup/test-kernel.mjs';
import { none } from './tests/counts.mjs';
import { closing, nothing, together } from './tests/outcome.mjs';
import { runSuite } from './tests/run-suite.mjs';
import { chooseSuites } from './tests/suites.mjs';

/** What the suites find in their environment: the runtime, the guests' kernel, and a display that is not the person's. */
function environment(electron, kernel, display) {
  const env = { ...process.env, ...display.env, PADDOCK_ELECTRON: electron.executable, NO_AT_BRIDGE: '1' };
  if (kernel) env.PADDOCK_TEST_KERNEL = kernel;
  delete env.WAYLAND_DISPLAY;
  return env;
}

async function runAll(suites, env) {
  let outcome = nothing;
  for (const suite of suites) outcome = together(outcome, await runSuite(suite, env));
  return outcome;
}

async function runWithWindow(suites) {
  const electron = await prepare({ also: testTools });
  const kernel = await testKernel();
  const display = await startVirtualDisplay();
  try {
    return await runAll(suites, environment(electron, kernel, display));
  } finally {
    display.stop();
  }
}

async function test() {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1)); // lets the exit handlers run
  const suites = chooseSuites(process.argv.slice(2));
  let outcome = { ...nothing, counts: { ...none, failed: 1 } }; // what a set-up that fails comes to
  try {
    if (suites.some((suite) => suite.window)) {
      outcome = await runWithWindow(suites);
    } else {
      await prepare({ window: false });
      outcome = await runAll(suites, process.env);
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`Paddock: ${error.message}`);
  }
  say(closing(outcome));
  return outcome.counts.failed > 0 ? 1 : 0;
}

await runTool(test);
