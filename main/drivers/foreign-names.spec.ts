import { describe, expect, it } from 'vitest';
import { identityOf, plainNameFor } from './foreign-names';

describe('what a choosy hypervisor calls a machine', () => {
  it('is its name as far as that goes, with a number where that is taken', () => {
    const free = (name: string, ...taken: string[]): string =>
      plainNameFor(name, (one) => taken.includes(one));
    expect(free('Übungsrechner 東京, -daemonize "x"')).toBe('Ubungsrechner-daemonize-x');
    expect(free('東京')).toBe('machine');
    expect(free('2nd web')).toBe('nd-web');
    expect(free('web', 'web', 'web-2')).toBe('web-3');
    expect(free('a'.repeat(99))).toHaveLength(50);
  });

  it('gives one that Paddock did not make the same identity each time', () => {
    expect(identityOf('/var/lib/lxc', 'web')).toBe(identityOf('/var/lib/lxc', 'web'));
    expect(identityOf('/var/lib/lxc', 'web')).not.toBe(identityOf('/var/lib/lxc', 'web2'));
  });
});
