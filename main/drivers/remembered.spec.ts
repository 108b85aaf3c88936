import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { Remembered } from './remembered';

let folder: string;
let remembered: Remembered<number>;
const log = vi.fn<(message: string) => void>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'remembered-'));
  remembered = new Remembered(join(folder, 'kept', 'answer.json'), z.number(), log);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('an answer that is remembered', () => {
  it('is there as long as what it depends on is as it was', async () => {
    await remembered.keep('this', 42);
    expect(await remembered.answer('this')).toBe(42);
    expect(await remembered.answer('that')).toBeNull();
  });

  it('is found out anew where its file is none of ours, or can’t be written', async () => {
    expect(await remembered.answer('this')).toBeNull();
    writeFileSync(join(folder, 'kept'), 'no folder');
    await remembered.keep('this', 42);
    expect(log).toHaveBeenCalledOnce();
    expect(await remembered.answer('this')).toBeNull();
  });
});
