import { describe, expect, it } from 'vitest';
import { cleanerFor } from './cleaner';

const clean = cleanerFor({
  home: '/home/ada',
  user: 'ada',
  host: 'lovelace',
  names: ['web', 'Mail Server', 'a.b+c'],
  servers: ['attic', 'lab.example:8443', 'lab.example'],
});

describe('what is cleaned for others’ eyes', () => {
  it.each([
    ['a password', 'cloud-init: password=hunter2, user=x', 'hunter2'],
    ['a quoted password', '{"password": "correct horse"}', 'correct horse'],
    ['a hash', 'passwd $6$rounds=4096$abcdefgh$0123456789abcdefXYZ', '0123456789abcdefXYZ'],
    ['a token', 'incus: token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', 'eyJ'],
    ['a bearer', 'Authorization: Bearer abc.def-123', 'abc.def-123'],
    ['a password in an address', 'GET https://ada:pw@example.org/x', 'pw@'],
    [
      'an SSH key',
      'key ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGZvbyBiYXIgYmF6 ada@lovelace was refused',
      'AAAAC3',
    ],
    [
      'a private key over many lines',
      'read -----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----',
      'c2VjcmV0',
    ],
    ['what is as long and mixed as a key', 'got A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6', 'A1b2C3'],
    [
      'a fingerprint',
      'cert 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
      '0123456789abcdef',
    ],
    ['the home folder', 'open /home/ada/VMs/disk.qcow2', '/home/ada'],
    ['another’s home folder', 'open /home/charles/x', 'charles'],
    ['the user', 'started by ada (uid 1000)', 'ada'],
    ['the computer', 'lovelace: connection refused', 'lovelace'],
    ['a server elsewhere', 'the instances of attic can’t be read', 'attic'],
    ['a server’s address', 'connect ECONNREFUSED lab.example:9443', 'lab.example'],
    ['a machine’s name', 'QMP of web: closed', 'web'],
    ['a name of several words, in any case', 'start mail server failed', 'mail server'],
    ['a name as a hypervisor has it', 'lxc-start -n Mail-Server', 'Mail-Server'],
    ['a name with signs', 'stop a.b+c now', 'a.b+c'],
    ['what is quoted, though nobody knows it any more', 'start “gone long ago” ended', 'gone long ago'],
  ])('has no %s in it', (_, text, secret) => {
    expect(clean(text)).not.toContain(secret);
  });

  it('is else what it was', () => {
    const text =
      '2026-11-25T12:00:00.000Z qemu: passt: exit code 1, /usr/lib/x86_64-linux-gnu/qemu/ui-gtk.so, cobweb 6f1c2d34-5e6f-4a7b-8c9d-0e1f2a3b4c5d adamant';
    expect(clean(text)).toBe(text);
  });

  it('tells where in the home folder something is', () => {
    expect(clean('open /home/ada/.config/paddock: EACCES')).toBe('open ~/.config/paddock: EACCES');
  });
});
