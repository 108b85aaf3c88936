/** What `npm start -- ...` hands to the app. */
import { resolve } from 'node:path';
import { SetupError } from './setup/report.mjs';

/**
 * The app's arguments: those given, with both forms of the screenshot one made `--screenshot=ABSOLUTE`. A relative
 * file is meant from where the person typed the command, which npm has left for the clone's top folder.
 */
export function appArguments(given, from) {
  const result = [];
  for (let at = 0; at < given.length; at++) {
    const [, inline] = /^--screenshot(?:=(.*))?$/s.exec(given[at]) ?? [undefined, null];
    if (inline === null) {
      result.push(given[at]);
      continue;
    }
    const file = inline ?? given[++at];
    if (!file) throw new SetupError('--screenshot needs a file', 'npm start -- --screenshot FILE');
    result.push(`--screenshot=${resolve(from, file)}`);
  }
  return result;
}
