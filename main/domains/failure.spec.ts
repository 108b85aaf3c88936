import { describe, expect, it } from 'vitest';
import { PaddockError, toFailure } from './failure';

const errno = (code: string): Error =>
  Object.assign(new Error(`${code}: said the system`), { code, path: '/disks/web.qcow2' });

describe('what is thrown becomes a failure that a person can do something about', () => {
  it('stays what it is where it was meant for a person', () => {
    const failure = { code: 'name-taken', message: 'There is one already.' } as const;
    expect(toFailure(new PaddockError(failure))).toBe(failure);
  });

  it.each([
    ['ENOENT', 'file-missing'],
    ['ENOTDIR', 'file-missing'],
    ['EACCES', 'file-unreadable'],
    ['EROFS', 'not-writable'],
    ['ENOSPC', 'disk-full'],
    ['EIO', 'drive-failing'],
    ['EEXIST', 'file-exists'],
  ])('says what the system’s %s means, with the file and the next step', (code, expected) => {
    const failure = toFailure(errno(code));
    expect(failure).toMatchObject({ code: expected, detail: { path: '/disks/web.qcow2' } });
    expect(failure.next).toMatch(/\w{3}.*\.$/);
    expect(`${failure.message} ${failure.cause ?? ''}`).toMatch(/web\.qcow2/);
  });

  it('is an error of Paddock’s own where nobody foresaw it, with its stack as evidence', () => {
    const failure = toFailure(new TypeError('x is not a function'));
    expect(failure).toMatchObject({ code: 'internal', cause: 'x is not a function' });
    expect(failure.detail?.output).toMatch(/failure\.spec/);
    expect(toFailure('only words')).toMatchObject({ code: 'internal', cause: 'only words' });
  });
});
