import { ptyConsole } from '../../consoles/pty';
import type { DomainSnapshot } from '../../domains/domain';
import type { ConsoleInfo, TextConsole } from '../driver';
import { checkHasShell, noConsole } from '../refusals';
import type { OpenvzConfig } from './config';
import type { Installation } from './installation';

type Seen = DomainSnapshot<OpenvzConfig>;

const SHELL: ConsoleInfo = { id: 'shell', kind: 'text', title: 'Shell' };
const CONSOLE: ConsoleInfo = { id: 'console', kind: 'text', title: 'Console' };

export function consolesOf(openvz: Installation, { definition }: Seen): readonly ConsoleInfo[] {
  return openvz.now?.tools.console(definition.config) ? [SHELL, CONSOLE] : [SHELL];
}

/** Throws where the console can’t be had. */
export async function openText(openvz: Installation, machine: Seen, consoleId: string): Promise<TextConsole> {
  const { name, config } = machine.definition;
  if (!consolesOf(openvz, machine).some(({ id }) => id === consoleId)) throw noConsole();
  checkHasShell(name, machine.state);
  const tools = await openvz.tools();
  const shell = consoleId === CONSOLE.id ? tools.console(config) : tools.shell(config);
  if (!shell) throw noConsole();
  return ptyConsole(shell.file, shell.args);
}
