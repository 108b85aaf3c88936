import type { DomainSnapshot } from '../../domains/domain';
import type { ConsoleInfo, TextConsole } from '../driver';
import { checkHasShell, noConsole } from '../refusals';
import type { IncusConfig } from './config';
import { callTo } from './server';
import type { Servers } from './servers';
import { terminalOf } from './terminal';

const SHELL: ConsoleInfo = { id: 'shell', kind: 'text', title: 'Shell' };
const CONSOLE: ConsoleInfo = { id: 'console', kind: 'text', title: 'Login console' };
export const CONSOLES: readonly ConsoleInfo[] = [SHELL, CONSOLE];

/** Throws where the console can’t be had. */
export async function openText(
  servers: Servers,
  { definition, state }: DomainSnapshot<IncusConfig>,
  consoleId: string,
): Promise<TextConsole> {
  if (consoleId !== SHELL.id && consoleId !== CONSOLE.id) throw noConsole();
  checkHasShell(definition.name, state);
  const { config } = definition;
  const { client } = servers.at(config.remote);
  const size = { width: 80, height: 24 };
  if (consoleId === CONSOLE.id) {
    const body = { ...size, type: 'console' };
    const call = callTo('POST', config, 'open its console', { below: '/console', body });
    return terminalOf(client, await client.begin(call), new Uint8Array());
  }
  const body = {
    ...size,
    command: ['/bin/sh', '-c', 'exec "$(command -v bash || echo /bin/sh)" -l'],
    environment: { TERM: 'xterm-256color', HOME: '/root', USER: 'root', LANG: 'C.UTF-8' },
    interactive: true,
    'wait-for-websocket': true,
  };
  const call = callTo('POST', config, 'open a shell', { below: '/exec', body });
  return { ...(await terminalOf(client, await client.begin(call), new Uint8Array())), isProgram: true };
}
