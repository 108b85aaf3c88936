/** Running one suite to its end and counting its tests. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../setup/project.mjs';
import { duration, say } from '../setup/report.mjs';
import { add, countsOf, lastLine, none } from './counts.mjs';

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
  let counts = none;
  for (const [tool, ...args] of lintCommands(scripts.lint)) {
    const code = await show(join(bin, tool), args, env);
    say(`${code === 0 ? '✓' : '✗'} ${tool}`);
    counts = add(counts, code === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 });
  }
  return counts;
}

async function runVitest({ name, window }, env) {
  const folder = mkdtempSync(join(tmpdir(), 'paddock-report-'));
  const file = join(folder, 'report.json');
  const vitest = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', name];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const command = [process.execPath, ...vitest, ...reporters];
  // A bus of its own keeps the tests' notifications and tray icon off the person's desktop.
  const [program, ...args] = window ? ['dbus-run-session', '--', ...command] : command;
  try {
    const code = await show(program, args, { ...env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' });
    return countsOf(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a suite and returns its counts. */
export async function runSuite(suite, env) {
  say(`\n== ${suite.name} ==`);
  const began = performance.now();
  const counts = await (suite.name === 'lint' ? runLint(env) : runVitest(suite, env));
  say(`${suite.name}: ${lastLine(counts)} in ${duration(performance.now() - began)}`);
  return counts;
}
