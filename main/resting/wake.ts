import { setTimeout as sleep } from 'node:timers/promises';
import type { TrayAction } from '../shell/tray-menu';
import { startApp } from './start';

/** An app that ends well, and at once, has met the one before it, which was still ending. */
const MET = '0';
const TRIES = 5;
const AGAIN_MS = 500;
/** How long the app may take until it asks for the machines, in ms. */
const LIMIT_MS = 30_000;

export interface WakeOptions {
  /** The command that starts the app. */
  readonly program: readonly string[];
  /** The app did not come. `why`: how it ended, for the log. */
  readonly failed: (why: string) => void;
}

/** Starts the app for what was chosen in the tray, and keeps that until the app asks. */
export class Wake {
  #actions: TrayAction[] = [];
  #isComing = false;

  constructor(private readonly options: WakeOptions) {}

  /** What was chosen so far. */
  get actions(): readonly TrayAction[] {
    return this.#actions;
  }

  /** `token`: see `startApp`. */
  chosen(action: TrayAction, token: string | null = null): void {
    this.#actions.push(action);
    if (this.#isComing) return;
    this.#isComing = true;
    void this.#start(action, token).then((why) => {
      // This process ends as the app comes: who gets here has waited in vain.
      this.#isComing = false;
      this.#actions = [];
      this.options.failed(why);
    });
  }

  async #start(action: TrayAction, token: string | null): Promise<string> {
    const isHidden = action.do === 'operate' || action.do === 'suspend all';
    let why = '';
    for (let tried = 0; tried < TRIES; tried += 1) {
      const child = startApp(this.options.program, isHidden, token);
      why = await new Promise<string>((resolve) => {
        const timer = setTimeout(resolve, LIMIT_MS, 'ETIMEDOUT');
        const ended = (how: string): void => {
          clearTimeout(timer);
          resolve(how);
        };
        child.once('error', (error) => ended(error.message));
        child.once('exit', (code, signal) => ended(`${signal ?? code}`));
      });
      if (why !== MET) return why;
      await sleep(AGAIN_MS);
    }
    return why;
  }
}
