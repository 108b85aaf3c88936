import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';

const handle = vi.hoisted(() => vi.fn<(channel: string, answer: (...call: unknown[]) => unknown) => void>());
vi.mock('electron', () => ({ ipcMain: { handle, removeHandler: vi.fn() }, MessageChannelMain: vi.fn() }));

import { EVENT_CHANNEL } from './broadcast';
import { PORT_CHANNEL } from './ports';
import { answerCalls, CALL_CHANNEL, mayCall, type AnswerCall } from './router';

const ORIGIN = 'paddock-app://app';
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

  it('listens to a window from its first call on, however long the answer takes, and refuses a stranger', async () => {
    let opened: () => void = () => undefined;
    const opening = new Promise<void>((resolve) => (opened = resolve));
    const answer: AnswerCall = async (name) => {
      await opening;
      return { ok: true, value: name } as never;
    };
    const ours = { url: 'paddock-app://app/index.html', parent: null };
    const sender = {} as never;
    const listens = answerCalls(
      answer,
      ORIGIN,
      () => true,
      () => undefined,
    );
    const call = (senderFrame: unknown): unknown =>
      handle.mock.lastCall?.[1]({ sender, senderFrame }, 'app.info', {});
    await expect(call({ ...ours, parent: {} })).resolves.toMatchObject({ ok: false });
    expect(listens(sender)).toBe(false);
    const answered = call(ours);
    expect(listens(sender)).toBe(true);
    opened();
    await expect(answered).resolves.toEqual({ ok: true, value: 'app.info' });
  });

  it('names its channels the same on both sides', () => {
    const preload = readFileSync('preload/index.ts', 'utf8');
    for (const channel of [CALL_CHANNEL, EVENT_CHANNEL, PORT_CHANNEL])
      expect(preload).toContain(`'${channel}'`);
  });
});
