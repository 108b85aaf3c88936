import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where Paddock keeps things, by the XDG base directory specification. All folders are private to the user. */
export interface Paths {
  /** Definitions and settings: what a person would back up. */
  readonly config: string;
  /** Disks. */
  readonly data: string;
  /** Logs, window placement, answers of probes. */
  readonly state: string;
  readonly cache: string;
  /** Where the desktop looks for what to start at login. */
  readonly autostart: string;
  /** Sockets and pid files; kept short, for a socket's path must stay under 108 bytes. */
  readonly runtime: string;
}

/** `PADDOCK_HOME`, where set, holds everything: for tests and for a second, separate Paddock. */
export function findPaths(env: NodeJS.ProcessEnv = process.env): Paths {
  const home = env.PADDOCK_HOME;
  if (home) {
    return {
      config: join(home, 'config'),
      data: join(home, 'data'),
      state: join(home, 'state'),
      cache: join(home, 'cache'),
      autostart: join(home, 'autostart'),
      runtime: join(home, 'run'),
    };
  }
  const base = (variable: string, fallback: string): string => {
    const value = env[variable];
    return value && isAbsolute(value) ? value : fallback; // the specification has relative paths ignored
  };
  const user = env.HOME || homedir();
  return {
    config: join(base('XDG_CONFIG_HOME', join(user, '.config')), 'paddock'),
    data: join(base('XDG_DATA_HOME', join(user, '.local', 'share')), 'paddock'),
    state: join(base('XDG_STATE_HOME', join(user, '.local', 'state')), 'paddock'),
    cache: join(base('XDG_CACHE_HOME', join(user, '.cache')), 'paddock'),
    autostart: join(base('XDG_CONFIG_HOME', join(user, '.config')), 'autostart'),
    // Without a session's runtime folder the user id keeps two users of one machine apart.
    runtime: join(base('XDG_RUNTIME_DIR', join(tmpdir(), `paddock-${process.getuid?.() ?? 0}`)), 'paddock'),
  };
}
