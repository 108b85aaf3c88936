/** Running one suite to its end and counting its tests. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from '../setup/project.mjs';
import { duration, say } from '../setup/report.mjs';
import { countsOf, lastLine, none } from './counts.mjs';
import { failuresOf, nothing, together } from './outcome.mjs';
import { toTryAgain, unsteady, withSecondTry } from './second-try.mjs';

const LIMIT = 45 * 60_000; // tests have limits of their own; this one ends what hangs outside of them
const bin = join(root, 'node_modules', '.bin');

/** Runs a program whose output the person sees; a run over the limit is ended together with its children. */
function show(program, args, env) {
  return new Promise((settle) => {
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    const endGroup = () => {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // it is gone already
      }
    };
    const limit = setTimeout(() => {
      say(`Ended after ${duration(LIMIT)}: ${program} ${args.join(' ')}`);
      endGroup();
    }, LIMIT);
    process.once('exit', endGroup);
    child.on('error', (error) => {
      say(error.message);
      settle(127);
    });
    child.on('exit', (code) => {
      clearTimeout(limit);
      process.off('exit', endGroup);
      settle(code ?? 128);
    });
  });
}

/** The commands of the project's lint script, which are tests here: one each. */
export function lintCommands(script) {
  return script.split('&&').map((command) => command.trim().split(/\s+/));
}

async function runLint(env) {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  let outcome = nothing;
  for (const [tool, ...args] of lintCommands(scripts.lint)) {
    const code = await show(join(bin, tool), args, env);
    say(`${code === 0 ? '✓' : '✗'} ${tool}`);
    const one =
      code === 0
        ? { ...nothing, counts: { ...none, passed: 1 } }
        : { ...nothing, counts: { ...none, failed: 1 }, failures: [tool] };
    outcome = together(outcome, one);
  }
  return outcome;
}

/** Runs the specs of a suite, or those files of it, and returns its exit code with vitest's report (undefined for none). */
async function runSpecs({ name, window }, env, files = []) {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-report-'));
  const file = join(folder, 'report.json');
  const vitest = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', name, ...files];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const command = [process.execPath, ...vitest, ...reporters];
  // A bus of its own keeps the tests' notifications and tray icon off the person's desktop.
  const [program, ...args] = window ? ['dbus-run-session', '--', ...command] : command;
  try {
    const code = await show(program, args, { ...env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' });
    return { code, report: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What came of a run by its report; one that failed without a test that says so is told as such. */
function outcomeOf(report, code, unsteadyTests = []) {
  const counts = countsOf(report, code);
  const failures = failuresOf(report);
  const silent = counts.failed > 0 && failures.length === 0;
  return {
    counts,
    failures: silent ? [`an error outside any test, or no test at all (exit code ${code})`] : failures,
    unsteady: unsteadyTests,
  };
}

async function runVitest(suite, env) {
  const first = await runSpecs(suite, env);
  const again = toTryAgain(first.report);
  if (again.length === 0) return outcomeOf(first.report, first.code);
  say(`Trying again: ${again.map((file) => relative(root, file)).join(', ')}`);
  const second = await runSpecs(suite, env, again);
  if (!second.report) return outcomeOf(first.report, first.code);
  return outcomeOf(
    withSecondTry(first.report, second.report),
    second.code,
    unsteady(first.report, second.report),
  );
}

/** Runs a suite and returns what came of it: its counts, and by name what failed or was unsteady. */
export async function runSuite(suite, env) {
  say(`\n== ${suite.name} ==`);
  const began = performance.now();
  const outcome = await (suite.name === 'lint' ? runLint(env) : runVitest(suite, env));
  for (const test of outcome.unsteady) say(`UNSTEADY, passed the second time: ${test}`);
  say(`${suite.name}: ${lastLine(outcome.counts)} in ${duration(performance.now() - began)}`);
  const named = (names) => names.map((name) => `${suite.name}: ${name}`);
  return { ...outcome, failures: named(outcome.failures), unsteady: named(outcome.unsteady) };
}
