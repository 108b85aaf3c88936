/** Running other programs, always with an array of arguments. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError } from './report.mjs';

const KEPT_OUTPUT = 200_000;

/** The path of a program, or undefined. The administrator's folders count, which a user's PATH often lacks. */
export function findProgram(name, env = process.env) {
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * Runs a program to its end and collects what it printed; resolves whatever its exit code.
 * A `timeout` in milliseconds ends it with its children, and then `timedOut` is true.
 */
export function capture(program, args, { cwd, env, timeout, input } = {}) {
  return new Promise((settle) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: [input ?? 'ignore', 'pipe', 'pipe'],
      detached: timeout !== undefined, // a group of its own, so that the limit reaches its children
    });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    const limit =
      timeout &&
      setTimeout(() => {
        timedOut = true;
        process.kill(-child.pid, 'SIGKILL');
      }, timeout);
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout = (stdout + text).slice(-KEPT_OUTPUT)));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr = (stderr + text).slice(-KEPT_OUTPUT)));
    const end = (code, problem) => {
      clearTimeout(limit);
      settle({ code, stdout, stderr: problem ?? stderr, timedOut });
    };
    child.on('error', (error) => end(127, error.message));
    child.on('close', (code) => end(code ?? 128));
  });
}

/** The line of a failed program's output that most likely says why. */
export function lastWords({ stdout, stderr }) {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  const said = lines.filter(Boolean);
  return (
    said.findLast((line) => /^(E:|ERROR|error|npm error (?!A complete log))/.test(line)) ?? said.at(-1) ?? ''
  );
}

/** Like `capture`, for a program that has to succeed: otherwise a SetupError says what for, why, and what to type. */
export async function must(program, args, { missing, command, ...options }) {
  const result = await capture(program, args, options);
  if (result.code === 0) return result;
  throw new SetupError(`${missing} (${lastWords(result)})`, command ?? [program, ...args].join(' '));
}
