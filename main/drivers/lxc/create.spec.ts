import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LxcCommands } from './commands';
import { making } from './create';

it('What makes a container fails with what failed first, though what is left of it can’t be deleted either', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pdk-'));
  try {
    const commands = new LxcCommands(join(folder, 'logs'), () => join(folder, 'no-program'));
    const made = making(commands, { folder, container: 'web' }, () => Promise.reject(new Error('no space')));
    await expect(made).rejects.toThrow('no space');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
