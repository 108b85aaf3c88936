import { ptyConsole } from '../../consoles/pty';
import type { DomainSnapshot } from '../../domains/domain';
import type { ConsoleInfo, TextConsole } from '../driver';
import { checkHasShell, noConsole } from '../refusals';
import type { Container } from './commands';
import type { LxcConfig } from './config';
import type { LxcProgram } from './programs';

export const CONSOLES: readonly ConsoleInfo[] = [
  { id: 'shell', kind: 'text', title: 'Shell' },
  { id: 'login', kind: 'text', title: 'Login console' },
];

/** Throws where the console can’t be had. */
export async function openText(
  at: LxcProgram,
  { definition, state }: DomainSnapshot<LxcConfig>,
  consoleId: string,
): Promise<TextConsole> {
  if (!CONSOLES.some(({ id }) => id === consoleId)) throw noConsole();
  checkHasShell(definition.name, state);
  const { config } = definition;
  if (consoleId === 'login') {
    return ptyConsole(at('lxc-console'), ['-P', config.folder, '-n', config.container, '-t', '1']);
  }
  const [file, ...args] = attachWords(at, config, ['TERM=xterm-256color']);
  return ptyConsole(file, args);
}

/** What runs something inside as root, with none of this process's environment. */
export function attachWords(
  at: LxcProgram,
  { folder, container }: Container,
  more: readonly string[] = [],
): readonly [string, ...string[]] {
  const environment = ['HOME=/root', 'USER=root', 'LANG=C.UTF-8', ...more];
  const variables = environment.flatMap((variable) => ['-v', variable]);
  return [at('lxc-attach'), '-P', folder, '-n', container, '--clear-env', ...variables];
}
