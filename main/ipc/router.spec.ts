import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => ({
  ipcMain: { handle: vi.fn(), removeHandler: vi.fn() },
  MessageChannelMain: vi.fn(),
}));

import { EVENT_CHANNEL } from './broadcast';
import { PORT_CHANNEL } from './ports';
import { CALL_CHANNEL, mayCall } from './router';

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

  it('names its channels the same on both sides', () => {
    const preload = readFileSync('preload/index.ts', 'utf8');
    for (const channel of [CALL_CHANNEL, EVENT_CHANNEL, PORT_CHANNEL])
      expect(preload).toContain(`'${channel}'`);
  });
});
