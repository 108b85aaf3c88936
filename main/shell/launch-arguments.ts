/** What the command line asks of the app. */
export interface LaunchArguments {
  /** Save a picture of the window to this file and leave. */
  readonly screenshot: string | null;
  /** Begin in the tray. */
  readonly hidden: boolean;
  /** The name of a machine whose page to open, from a `paddock://machine/NAME` link. */
  readonly machine: string | null;
}

/** Reads the app's own arguments; what is Chromium's or unknown is passed over. */
export function readLaunchArguments(argv: readonly string[]): LaunchArguments {
  let screenshot: string | null = null;
  let hidden = false;
  let machine: string | null = null;
  for (const argument of argv) {
    if (argument.startsWith('--screenshot=')) screenshot = argument.slice('--screenshot='.length) || null;
    else if (argument === '--hidden') hidden = true;
    else if (argument.startsWith('paddock://')) machine = machineOfLink(argument) ?? machine;
  }
  return { screenshot, hidden, machine };
}

/** What Chromium and the desktop's toolkit were told by this command line, for an app that is started in its place. */
export function switchesOf(argv: readonly string[]): readonly string[] {
  return argv.slice(1).filter((word) => /^--[a-z]/.test(word) && !isOwn(word));
}

function isOwn(word: string): boolean {
  return word === '--hidden' || word.startsWith('--screenshot=');
}

/** A link comes from anywhere, so only its one form counts. */
export function machineOfLink(link: string): string | null {
  try {
    const url = new URL(link);
    if (url.protocol !== 'paddock:' || url.host !== 'machine') return null;
    const name = decodeURIComponent(url.pathname.slice(1));
    return name === '' || name.includes('/') ? null : name;
  } catch {
    return null;
  }
}
