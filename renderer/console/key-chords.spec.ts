import { expect, it } from 'vitest';
import { CHORDS, sendChord } from './key-chords';

it('presses a chord in order and lets go in reverse', () => {
  const chord = CHORDS.find(({ id }) => id === 'ctrl-alt-delete');
  if (!chord) throw new Error('there is no such chord');
  const sent: string[] = [];
  sendChord(chord, (keysym, code, down) => sent.push(`${down ? '+' : '-'}${code} ${keysym.toString(16)}`));
  expect(sent).toEqual([
    '+ControlLeft ffe3',
    '+AltLeft ffe9',
    '+Delete ffff',
    '-Delete ffff',
    '-AltLeft ffe9',
    '-ControlLeft ffe3',
  ]);
});

it('knows the keysyms of the function keys', () => {
  const last = CHORDS.find(({ id }) => id === 'ctrl-alt-f7')?.keys.at(-1);
  expect(last).toEqual([0xffc4, 'F7']);
});
