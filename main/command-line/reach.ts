import { setTimeout as sleep } from 'node:timers/promises';
import type { Paths } from '../paths';
import type { Alone } from './alone';
import { Client } from './client';
import { failureOf } from './failed';
import { commandSocket } from './protocol';

/** How long an app that is starting, or a command that is at work, is waited for, in ms. */
const PATIENCE_MS = 30_000;
const AGAIN_MS = 200;
/** How long a command may take to end what it has begun, in ms: somewhat more than it gives itself. */
const LEAVING_LIMIT_MS = 40_000;
/** How long it may take to say what it hands over, in ms. */
const ANSWER_LIMIT_MS = 2_000;
/** How long whoever let go of the machines leaves them to another that wants them, in ms: the app, most likely. */
const MODESTY_MS = 5_000;

/** A Paddock that answers, and the way to let go of it. */
export interface Reached {
  readonly client: Client;
  /** A new connection to whoever has the machines now, for a console. */
  again(): Promise<Client>;
  close(): Promise<void>;
}

/**
 * Finds who has the machines: the app that runs, or another command; where nobody has, this process takes them, and
 * commands that are given meanwhile are answered here.
 */
export async function reach(paths: Paths, version: string): Promise<Reached> {
  let alone: Alone | null = null;
  const find = async (modesty: number): Promise<Client> => {
    const begun = Date.now();
    for (;;) {
      const client = await Client.connect(commandSocket(paths.runtime), version);
      if (client) return client;
      if (Date.now() < begun + modesty) {
        await sleep(AGAIN_MS);
        continue;
      }
      try {
        const { openAlone } = await import('./alone'); // large: a command that the app answers does without
        alone = await openAlone(paths, version);
      } catch (error) {
        // It is starting, or ending, and answers nobody yet or no longer.
        if (failureOf(error).code !== 'data-folder-in-use' || Date.now() > begun + PATIENCE_MS) throw error;
        await sleep(AGAIN_MS);
      }
    }
  };
  const client = await find(0);
  return {
    client,
    again: async () => {
      await alone?.closed;
      alone = null;
      return find(MODESTY_MS);
    },
    close: async () => {
      client.close();
      await alone?.close();
    },
  };
}

/** From whom the machines come. */
export interface TakenOver {
  /** Null where nobody had them, or nobody who lets go of them. */
  readonly from: 'tray' | 'command line' | null;
  /** What that one hands over, of whatever version it is. */
  readonly handed: unknown;
  /** Resolves once it has let go. One that hangs is not waited for for ever: the machines' folder tells who has them. */
  readonly gone: Promise<unknown>;
}

/** Has whoever has the machines in the app's place let go of them: the app comes. */
export async function takeOver(paths: Paths): Promise<TakenOver> {
  const nobody = { from: null, handed: undefined, gone: Promise.resolve() };
  const client = await Client.connect(commandSocket(paths.runtime), null);
  if (!client) return nobody;
  if (client.host === 'app') {
    client.close();
    return nobody;
  }
  const limit = (ms: number): Promise<undefined> => sleep(ms, undefined, { ref: false });
  const leaving = client.askToLeave();
  const gone = Promise.race([leaving.gone, limit(LEAVING_LIMIT_MS)]).then(() => client.close());
  return { from: client.host, handed: await Promise.race([leaving.handed, limit(ANSWER_LIMIT_MS)]), gone };
}
