import { describe, expect, it, vi } from 'vitest';
import { newDomainId } from '../domains/definition';
import { answer } from '../ipc/answer';
import { keptOnly } from './kept-only';

const PASSING = newDomainId();
const KEPT = newDomainId();

describe('a command that is alone', () => {
  it('changes no machine that would be gone with it, and looks at all', async () => {
    const [start, detail] = [vi.fn(), vi.fn()];
    const passes = (args: unknown): boolean => (args as { id?: string }).id === PASSING;
    const handlers = keptOnly({ 'machine.start': start, 'machine.detail': detail }, passes);
    const ask = (name: string, id: string): Promise<unknown> =>
      answer(handlers, name, { id }, null, () => undefined);
    expect(await ask('machine.start', PASSING)).toMatchObject({
      ok: false,
      failure: { code: 'unsupported' },
    });
    expect(start).not.toHaveBeenCalled();
    expect(await ask('machine.start', KEPT)).toMatchObject({ ok: true });
    expect(start).toHaveBeenCalledOnce();
    expect(await ask('machine.detail', PASSING)).toMatchObject({ ok: true });
  });
});
