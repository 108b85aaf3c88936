import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { PathSchema, WholePathSchema } from './path';

describe('a path that a person wrote', () => {
  it('is in the home folder where it begins with ~', () => {
    expect(PathSchema.parse('~/disks/my web.raw')).toBe(`${homedir()}/disks/my web.raw`);
    expect(WholePathSchema.parse('~')).toBe(homedir());
  });

  it('is as it was written where it does not, and where ~ is part of a name', () => {
    for (const path of ['/srv/~/disk.raw', '/disk~', '~ada/disk.raw', 'disk.raw']) {
      expect(PathSchema.parse(path)).toBe(path);
    }
  });

  it('is no whole one where it depends on where Paddock was started', () => {
    for (const path of ['disk.raw', '~ada/disk.raw', './disk.raw']) {
      expect(WholePathSchema.safeParse(path).success).toBe(false);
    }
  });
});
