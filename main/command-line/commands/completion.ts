import bash from '../../../build/linux/completion/paddock.bash?raw';
import fish from '../../../build/linux/completion/paddock.fish?raw';
import zsh from '../../../build/linux/completion/paddock.zsh?raw';
import type { Given } from '../arguments';
import type { Outcome, Printing } from '../command';
import { WrongUsage } from '../failed';

const SCRIPTS: Readonly<Record<string, string>> = { bash, zsh, fish };

/** The scripts ask `completion next` for what may come next: see `run`. */
export const completion: Printing = {
  usage: 'bash|zsh|fish',
  help: 'Print what makes a shell complete commands, options and names; packages install it.',
  words: [1, 1],
  options: {},
  print: ({ words: [shell = ''] }: Given): Outcome => {
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
    if (script === undefined) throw new WrongUsage(`There is no script for “${shell}”: bash, zsh, fish.`);
    return { json: { shell, script }, text: script };
  },
};
