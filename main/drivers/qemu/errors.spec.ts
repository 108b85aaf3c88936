import { describe, expect, it } from 'vitest';
import { programFailure } from './errors';

const told = (output: string): unknown =>
  programFailure('start the machine', { command: ['qemu'], exitCode: 1, signal: null, output }).failure;

describe('what QEMU says of a bridge', () => {
  it('is told with the command that allows it', () => {
    const failed = 'qemu-system-x86_64: -netdev bridge,id=net0,br=br0: bridge helper failed';
    for (const why of [
      "failed to parse default acl file `/etc/qemu/bridge.conf'",
      'access denied by acl file',
    ]) {
      expect(told(`${why}\n${failed}`)).toMatchObject({
        message: expect.stringContaining('br0'),
        remedy: { kind: 'copy-command', command: expect.stringContaining("echo 'allow br0'") },
      });
    }
    expect(told(`failed to create tun device: Operation not permitted\n${failed}`)).toMatchObject({
      code: 'unsupported',
      cause: expect.stringContaining('setuid'),
    });
  });
});
