import { describe, expect, it } from 'vitest';
import { exitCodeOf, openvzFailure, prlctlFailure } from './errors';

const end = (exitCode: number | null, output = '') => ({
  command: ['vzctl', '--quiet', 'start', '101'],
  exitCode,
  signal: null,
  output,
});

/** All that vzctl(8) lists under “Exit status”, and those that include/vzerror.h has besides. */
const CODES = [
  ...[1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 27, 28, 29],
  ...[31, 32, 33, 34, 35, 36, 40, 41, 43, 44, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 60, 61, 62, 63, 64],
  ...[65, 66, 67, 68, 70, 71, 72, 73, 74, 77, 78, 79, 82, 85, 86, 87, 89, 91, 99, 100, 104, 105, 106, 107],
  ...[108, 109, 128, 129, 130, 131, 133, 139, 144, 148, 150, 151, 152, 153, 154, 155, 156, 157, 158, 159],
  ...[160, 161, 166, 167],
];

describe('An exit code of vzctl', () => {
  it.each(CODES)('of %i has a meaning, and a next step', (code) => {
    const { failure } = openvzFailure('start the container', end(code));
    expect(failure.message).toBe('OpenVZ could not start the container.');
    expect(failure.cause).toMatch(/^[A-Z].*\.$/);
    expect(failure.cause).not.toContain('exit code');
    expect(failure.next).toMatch(/\.$/);
    expect(failure.detail?.exitCode).toBe(code);
  });

  it('tells by its kind what can be done', () => {
    const codeOf = (code: number): string => openvzFailure('x', end(code)).code;
    expect([9, 14, 21, 31, 32, 44, 46, 91, 99].map(codeOf)).toEqual([
      'busy',
      'file-missing',
      'argument-invalid',
      'wrong-state',
      'wrong-state',
      'file-exists',
      'disk-full',
      'file-missing',
      'unsupported',
    ]);
    expect(openvzFailure('make the container', end(91)).failure.field).toBe('request.template');
  });

  it('that no manual has is told with the last that was logged', () => {
    const { failure } = openvzFailure('start the container', end(77_777), 'Mounting it\nNo such device');
    expect(failure).toMatchObject({ code: 'program-failed', cause: 'No such device' });
    expect(failure.detail?.output).toBe('Mounting it\nNo such device');
    expect(openvzFailure('start it', end(null)).failure.cause).toMatch(/unknown/);
  });

  it('can be asked of what was thrown', () => {
    expect(exitCodeOf(openvzFailure('x', end(44)))).toBe(44);
    expect(exitCodeOf(new Error('other'))).toBeNull();
  });
});

describe('The words of prlctl', () => {
  it.each([
    ['Failed to connect to the dispatcher service.', 'connection-lost'],
    ['The template "none" is not installed.', 'file-missing'],
    ['The virtual environment "x" could not be found.', 'file-missing'],
    ['The operation is being performed by another process.', 'busy'],
    ['The name "web" is already in use.', 'name-taken'],
    ['Something else.', 'program-failed'],
  ])('“%s” mean %s', (output, code) => {
    expect(prlctlFailure('make the container', end(255, output)).code).toBe(code);
  });
});
