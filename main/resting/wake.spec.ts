import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newDomainId } from '../domains/definition';
import { Wake } from './wake';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pdk-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An app that notes how it was started, and ends so. */
function appThat(ends: string): readonly string[] {
  return ['sh', '-c', `echo "app $* $XDG_ACTIVATION_TOKEN" >> ${join(folder, 'started')}; ${ends}`, 'app'];
}
const starts = (): string[] => readFileSync(join(folder, 'started'), 'utf8').trimEnd().split('\n');

/** Resolves with why the app did not come. */
function failing(program: readonly string[]): { readonly wake: Wake; readonly why: Promise<string> } {
  let wake: Wake | undefined;
  const why = new Promise<string>((failed) => (wake = new Wake({ program, failed })));
  if (!wake) throw new Error('a promise begins at once');
  return { wake, why };
}

describe('what is chosen in the tray while Paddock rests', () => {
  it('starts the app once, with a window only where one is wanted, and waits for it to ask', async () => {
    const id = newDomainId();
    const wake = new Wake({ program: appThat('sleep 5'), failed: vi.fn() });
    wake.chosen({ do: 'operate', id, operation: 'suspend' });
    wake.chosen({ do: 'show' });
    expect(wake.actions).toEqual([{ do: 'operate', id, operation: 'suspend' }, { do: 'show' }]);
    await vi.waitFor(() => expect(starts()).toEqual(['app --hidden']));
  });

  it('hands on what the panel gave for the window to come to the front with', async () => {
    new Wake({ program: appThat('sleep 5'), failed: vi.fn() }).chosen({ do: 'show' }, 'token-7');
    await vi.waitFor(() => expect(starts()).toEqual(['app  token-7']));
  });

  it('is forgotten where the app can’t be started, and the next choice tries again', async () => {
    const { wake, why } = failing(appThat('exit 3'));
    wake.chosen({ do: 'show' });
    expect(await why).toBe('3');
    expect(wake.actions).toEqual([]);
    wake.chosen({ do: 'create' });
    await vi.waitFor(() => expect(starts()).toHaveLength(2));
  });

  it('is told where there is no such program', async () => {
    const { wake, why } = failing([join(folder, 'gone')]);
    wake.chosen({ do: 'show' });
    expect(await why).toContain('ENOENT');
  });

  it('starts the app again where it met one that was still ending', async () => {
    const { wake, why } = failing(appThat('exit 0'));
    wake.chosen({ do: 'show' });
    await why;
    expect(starts()).toHaveLength(5);
  });
});
