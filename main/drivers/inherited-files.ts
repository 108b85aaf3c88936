import { openSync, readdirSync, readFileSync } from 'node:fs';

/** Of proc_pid_fdinfo(5): the flags of an open file in octal, of which this is close-on-exec. */
const CLOSE_ON_EXEC = 0o2000000;

type Stdio = 'ignore' | 'pipe' | number;

let opened: number | undefined;

/** A descriptor of /dev/null, opened once. */
function devNull(): number {
  opened ??= openSync('/dev/null', 'r+');
  return opened;
}

/**
 * The `stdio` that keeps this process's open files from a child. Chromium leaves sockets and pipes open across exec; a
 * machine that outlives the app would hold them, and with them Chromium's zygotes, for as long as the machine runs.
 * Each such file is covered in the child by `nothing`, a descriptor of /dev/null. Reads /proc; where that is missing
 * nothing is covered.
 */
export function onlyThese(standard: readonly Stdio[], nothing: number = devNull()): Stdio[] {
  const stdio = [...standard];
  for (const fd of inherited()) {
    if (fd < standard.length) continue;
    while (stdio.length < fd) stdio.push('ignore');
    stdio[fd] = nothing;
  }
  return stdio;
}

/** The descriptors that a child would have as well, lowest first. */
function inherited(): number[] {
  try {
    return readdirSync('/proc/self/fdinfo')
      .map(Number)
      .filter(survivesExec)
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
}

function survivesExec(fd: number): boolean {
  try {
    const [, flags = '0'] = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')) ?? [];
    return (parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    return false; // closed since it was listed
  }
}
