import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { tryGuest } from '../../main/drivers/qemu/acceleration-guest';
import { findProgram } from '../../main/drivers/program';

const never = new AbortController().signal;

async function system(): Promise<string> {
  const found = await findProgram('qemu-system-x86_64');
  if (!found) throw new Error('the tests need QEMU');
  return found;
}

describe('the trial of an accelerator', () => {
  // A folder of the test's own: what an app killed in its trial left in the shared one is no failure of this.
  let scratch: string;
  const trials = (): string[] => readdirSync(scratch);
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'paddock-test-'));
    vi.stubEnv('TMPDIR', scratch);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(scratch, { recursive: true });
  });

  it('believes a guest that ran to its end in 64-bit mode', async () => {
    expect(await tryGuest({ system: await system() }, never, 'tcg')).toBeNull();
    expect(trials()).toEqual([]);
  });

  it('tells in QEMU’s words why no guest ran, and otherwise that one did', async () => {
    const why = await tryGuest({ system: await system() }, never);
    if (why !== null) expect(why).toMatch(/^(QEMU could not run a guest with it \(.+\)|a guest .+ hung)$/);
    else expect(existsSync('/dev/kvm')).toBe(true);
  });

  it('does not take a program that ends well for a guest that ran', async () => {
    expect(await tryGuest({ system: '/bin/true' }, never, 'tcg')).toMatch(/exit code 0/);
    expect(await tryGuest({ system: '/missing' }, never, 'tcg')).toMatch(/could not be tried/);
  });

  it('ends at once when the app closes', async () => {
    const closing = new AbortController();
    const trial = tryGuest({ system: await system() }, closing.signal, 'tcg');
    closing.abort(new Error('closing'));
    await expect(trial).rejects.toThrow('closing');
    expect(trials()).toEqual([]);
  });
});
