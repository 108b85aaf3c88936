import { describe, expect, it } from 'vitest';
import { checkName, nameProblem, usableName } from './definition';

describe('a machine’s name', () => {
  it.each(['web', 'Debian 12', 'Übung-3', '東京', 'a'.repeat(100), 'it’s; $(fine) & "quoted", too'])(
    'may be %s',
    (name) => {
      expect(nameProblem(name)).toBeUndefined();
    },
  );

  it.each([
    ['empty', ''],
    ['blank', '   '],
    ['300 characters long', 'x'.repeat(300)],
    ['with a slash', 'a/b'],
    ['with a backslash', 'a\\b'],
    ['with a line break', 'a\nb'],
    ['with a NUL', 'a\0b'],
    ['beginning with a dash', '-rf'],
    ['beginning with a dot', '..'],
    ['ending with a blank', 'web '],
  ])('may not be %s', (_what, name) => {
    expect(() => checkName(name)).toThrowError(
      expect.objectContaining({
        failure: expect.objectContaining({ code: 'name-invalid', field: 'name', cause: expect.any(String) }),
      }),
    );
  });

  it('of another program becomes the nearest that can be used, and one that can be used stays', () => {
    for (const name of ['web', 'a b', 'Käse']) expect(usableName(name)).toBe(name);
    for (const name of ['a/b', '../x\\y', '-rf', '.hidden', ' \n', '/', 'a\u2028b', `${'x'.repeat(150)}`]) {
      expect(nameProblem(usableName(name)), name).toBeUndefined();
    }
    expect(usableName('a/b')).toBe('a-b');
  });
});
