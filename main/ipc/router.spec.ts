import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({
  ipcMain: { handle: vi.fn(), removeHandler: vi.fn() },
  MessageChannelMain: vi.fn(),
}));

import { PaddockError } from '../domains/failure';
import { EVENT_CHANNEL } from './broadcast';
import { PORT_CHANNEL } from './ports';
import { answer, CALL_CHANNEL, mayCall, type Handlers } from './router';

const ORIGIN = 'paddock-app://app';
const log = vi.fn();
const window = {} as Parameters<typeof answer>[3];

function handlers(some: Partial<Handlers>): Handlers {
  return some as Handlers;
}

describe('the border', () => {
  it.each([
    ['the app’s own page', { url: 'paddock-app://app/index.html', parent: null }, true],
    ['no frame', null, false],
    ['a frame without address', { url: '', parent: null }, false],
    ['a frame inside the page', { url: 'paddock-app://app/index.html', parent: {} }, false],
    ['another origin', { url: 'https://example.org/', parent: null }, false],
    ['an origin that begins like ours', { url: 'paddock-app://app.evil/', parent: null }, false],
    ['a file', { url: 'file:///tmp/index.html', parent: null }, false],
  ])('answers or refuses %s', (_who, frame, allowed) => {
    expect(mayCall({ frame: frame as never }, ORIGIN)).toBe(allowed);
  });

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
    for (const path of ['disk.qcow2', '~/disk.qcow2', '../disk.qcow2']) {
      expect(
        await answer(handlers({ 'file.inspect': inspect }), 'file.inspect', { path }, window, log),
      ).toMatchObject({
        ok: false,
        failure: { cause: 'It has to be a whole path, beginning with “/”.', field: 'path' },
      });
    }
    expect(inspect).not.toHaveBeenCalled();
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

  it('names its channels the same on both sides', () => {
    const preload = readFileSync('preload/index.ts', 'utf8');
    for (const channel of [CALL_CHANNEL, EVENT_CHANNEL, PORT_CHANNEL])
      expect(preload).toContain(`'${channel}'`);
  });
});
