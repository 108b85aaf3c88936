import { describe, expect, it } from 'vitest';
import { typedCommand } from './typed';

describe('what was typed after paddock', () => {
  it.each([
    [['list'], ['list']],
    [
      ['--json', 'list'],
      ['--json', 'list'],
    ],
    [
      ['--no-sandbox', 'start', 'a b'],
      ['start', 'a b'],
    ],
    [['lst'], ['lst']],
    [['--help'], ['--help']],
    [['--version'], ['--version']],
  ])('%j is a command', (typed, command) => {
    expect(typedCommand(['/opt/Paddock/paddock', ...typed], false)).toEqual(command);
    expect(typedCommand(['electron', '--no-sandbox', '.', ...typed], true)).toEqual(command);
  });

  it.each([
    [[]],
    [['--hidden']],
    [['--screenshot=/tmp/list']],
    [['paddock://machine/list']],
    [['--ozone-platform=x11', 'paddock://machine/web']],
    [['/home/ada/debian.iso']],
    [['debian.iso']],
  ])('%j means the window', (typed) => {
    expect(typedCommand(['/opt/Paddock/paddock', ...typed], false)).toBeNull();
    expect(typedCommand(['electron', '.', ...typed], true)).toBeNull();
  });
});
