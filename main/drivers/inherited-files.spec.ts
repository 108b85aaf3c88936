import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { onlyThese } from './inherited-files';

// Node closes what it inherits, so that only Electron leaks: test/security looks into a real QEMU.
it('starts a child with the standard files that were asked for', async () => {
  const nothing = openSync('/dev/null', 'r+');
  const child = spawn('true', { stdio: onlyThese(['ignore', 'ignore', 'ignore'], nothing) });
  expect(await once(child, 'exit')).toEqual([0, null]);
  closeSync(nothing);
});
