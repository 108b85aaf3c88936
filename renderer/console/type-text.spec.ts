import { describe, expect, it } from 'vitest';
import { strokesOf, typeStrokes } from './type-text';

const typed = async (text: string, signal = new AbortController().signal): Promise<string[]> => {
  const sent: string[] = [];
  await typeStrokes(
    strokesOf(text).strokes,
    (_keysym, code, down) => sent.push(`${down ? '+' : '-'}${code}`),
    signal,
    async () => undefined,
  );
  return sent;
};

describe('typing a text into a guest', () => {
  it('presses the keys of a US keyboard, with Shift where it takes one', async () => {
    expect(await typed('a|')).toEqual([
      '+KeyA',
      '-KeyA',
      '+ShiftLeft',
      '+Backslash',
      '-Backslash',
      '-ShiftLeft',
    ]);
    expect(await typed('0')).toEqual(['+Digit0', '-Digit0']);
  });

  it('knows every printable character of ASCII, tabs and line ends', () => {
    const ascii = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('');
    expect(strokesOf(`${ascii}\t\n`)).toMatchObject({ missing: [], strokes: { length: 97 } });
    expect(strokesOf('a\r\nb').strokes.map(({ code }) => code)).toEqual(['KeyA', 'Enter', 'KeyB']);
  });

  it('tells which characters no key has, once each, and types the rest', () => {
    const { strokes, missing } = strokesOf('grün, grüner€');
    expect(missing).toEqual(['ü', '€']);
    expect(strokes).toHaveLength(10);
  });

  it('stops when it is told to, with no key down', async () => {
    const stop = new AbortController();
    stop.abort();
    expect(await typed('abc', stop.signal)).toEqual([]);
  });
});
