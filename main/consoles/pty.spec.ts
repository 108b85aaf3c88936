import { describe, expect, it } from 'vitest';
import type { TextConsole } from '../drivers/driver';
import { ptyConsole } from './pty';

/** Follows a console's output; `ended` resolves with all of it. */
function follow(console: TextConsole): { text(): string; readonly ended: Promise<string> } {
  const chunks: Buffer[] = [];
  const text = (): string => Buffer.concat(chunks).toString();
  console.output.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { text, ended: new Promise((resolve) => console.output.once('end', () => resolve(text()))) };
}

describe('a program in a pseudo-terminal', () => {
  it('gets its arguments as they are: none of them reaches a shell', async () => {
    const console = await ptyConsole('echo', ['$(id)', '; ls', 'ä']);
    expect(await follow(console).ended).toBe('$(id) ; ls ä\r\n');
  });

  it('is typed into and learns the size of its window', async () => {
    const console = await ptyConsole('sh', [], {
      columns: 80,
      rows: 24,
      env: { PATH: process.env.PATH, PS1: '' },
    });
    const { ended } = follow(console);
    console.resize?.(132, 50);
    console.input.write('stty size; exit\r');
    expect(await ended).toContain('50 132');
    console.resize?.(80, 24); // after its end: harmless
    console.close();
  });

  it('ends with its console', async () => {
    const console = await ptyConsole('sleep', ['60']);
    const { ended } = follow(console);
    console.close();
    await ended;
  });

  it('that is not there is refused with its name, before any terminal is opened', async () => {
    await expect(ptyConsole('no-such-program', [])).rejects.toMatchObject({
      failure: { code: 'program-missing', detail: { command: ['no-such-program'] } },
    });
    await expect(ptyConsole('/etc/passwd', [])).rejects.toMatchObject({
      failure: { code: 'program-missing' },
    });
  });

  it('is refused with the reason where node-pty does not load, and the app lives on', async () => {
    const broken = (): Promise<never> => Promise.reject(new Error('invalid ELF header'));
    await expect(ptyConsole('true', [], {}, broken)).rejects.toMatchObject({
      failure: { code: 'unsupported', cause: 'invalid ELF header' },
    });
  });
});
