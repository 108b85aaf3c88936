import { homedir } from 'node:os';
import { describe, expect, it, vi } from 'vitest';
import { PaddockError } from '../domains/failure';
import { answer, type Handlers } from './answer';

const log = vi.fn();
const window = {};

function handlers(some: Partial<Handlers<unknown>>): Partial<Handlers<unknown>> {
  return some;
}

describe('an answer', () => {
  it('checks the arguments before anything is done', async () => {
    const start = vi.fn();
    for (const args of [
      {},
      { id: '../etc' },
      { id: 7 },
      null,
      undefined,
      { id: crypto.randomUUID(), more: 1 },
    ]) {
      const reply = await answer(handlers({ 'machine.start': start }), 'machine.start', args, window, log);
      expect(reply).toMatchObject({ ok: false, failure: { code: 'argument-invalid' } });
    }
    expect(start).not.toHaveBeenCalled();
  });

  it('says in one sentence what is wrong with a path that is not whole', async () => {
    const inspect = vi.fn();
    for (const path of ['disk.qcow2', '~ada/disk.qcow2', '../disk.qcow2']) {
      expect(
        await answer(handlers({ 'file.inspect': inspect }), 'file.inspect', { path }, window, log),
      ).toMatchObject({
        ok: false,
        failure: { cause: 'It has to be a whole path, beginning with “/”.', field: 'path' },
      });
    }
    expect(inspect).not.toHaveBeenCalled();
  });

  it('takes a path that begins with ~ from the home folder on, wherever one is given', async () => {
    const [inspect, define, set] = [vi.fn(), vi.fn(), vi.fn()];
    const answers = handlers({ 'file.inspect': inspect, 'machines.define': define, 'settings.set': set });
    const give = (name: string, args: unknown): Promise<unknown> => answer(answers, name, args, window, log);
    await give('file.inspect', { path: '~/disk.qcow2' });
    await give('settings.set', { diskFolder: '~/disks' });
    const source = { kind: 'iso', path: '~/debian.iso' };
    const request = { memory: 2 ** 30, cpus: 1, source, newDisk: null, network: false };
    await give('machines.define', { driver: 'qemu', name: 'web', start: false, request });
    const home = homedir();
    expect(inspect.mock.calls[0]?.[0]).toEqual({ path: `${home}/disk.qcow2` });
    expect(set.mock.calls[0]?.[0]).toEqual({ diskFolder: `${home}/disks` });
    expect(define.mock.calls[0]?.[0]).toMatchObject({ request: { source: { path: `${home}/debian.iso` } } });
  });

  it.each(['no.such', 'toString', '__proto__', 7, null])('has no call %s', async (name) => {
    expect(await answer(handlers({}), name, {}, window, log)).toMatchObject({ ok: false });
  });

  it('sends what was thrown back as a failure', async () => {
    const start = (): Promise<void> => {
      throw new PaddockError({ code: 'file-missing', message: 'The ISO is not there.' });
    };
    const reply = await answer(
      handlers({ 'machine.start': start }),
      'machine.start',
      { id: crypto.randomUUID() },
      window,
      log,
    );
    expect(reply).toEqual({ ok: false, failure: { code: 'file-missing', message: 'The ISO is not there.' } });
  });

  it('is given to no call that has no handler here', async () => {
    expect(await answer(handlers({}), 'app.quit', {}, window, log)).toMatchObject({ ok: false });
  });
});
