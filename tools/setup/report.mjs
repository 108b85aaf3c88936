/** What a set-up tells the person: one line a step, with the time it took, and one line where it ends early. */

/** Something that can't be had: what is missing, and the command that gets it. */
export class SetupError extends Error {
  constructor(missing, command) {
    super(command ? `${missing}: type \`${command}\`` : missing);
    this.name = 'SetupError';
  }
}

/** A duration as a person reads it. */
export function duration(milliseconds) {
  if (milliseconds < 950) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Prints a line of its own. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Runs `work` between its announcement and the time it took; what it returns is handed on. */
export async function step(what, work) {
  const began = performance.now();
  process.stdout.write(`${what} ... `);
  try {
    const result = await work();
    say(duration(performance.now() - began));
    return result;
  } catch (error) {
    say(`failed after ${duration(performance.now() - began)}`);
    throw error;
  }
}

/** Runs a tool's main function; an expected end becomes one line and exit code 1, a mistake of ours keeps its stack. */
export async function runTool(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof SetupError ? `Paddock: ${error.message}` : error.stack}\n`);
  }
}
