import { describe, expect, it } from 'vitest';
import { activeIn, parseTable } from './commands';
import { errorsIn, lxcFailure } from './errors';
import { containerIn } from './monitor';

const END = { command: ['lxc-start'], exitCode: 1, signal: null, output: '' };

describe('what LXC prints', () => {
  it('is read: the table of all containers', () => {
    const table = 'NAME STATE   PID  \nbb1  RUNNING 2009 \nold  STOPPED -    \nodd  DANCING 7\n';
    expect([...parseTable(table)]).toEqual([
      ['bb1', { state: 'RUNNING', pid: 2009 }],
      ['old', { state: 'STOPPED', pid: null }],
    ]);
    expect(parseTable('').size).toBe(0);
  });

  it('tells by its sockets whether a container of a folder may be active', () => {
    const sockets = (name: string): string =>
      'Num       RefCount Protocol Flags    Type St Inode Path\n' +
      '0000000047c5f45c: 00000002 00000000 00010000 0001 01 503048 /run/dbus/system_bus_socket\n' +
      `00000000909ceb8f: 00000002 00000000 00010000 0001 01 284469 @${name}\n`;
    expect(activeIn(sockets('/var/lib/lxc/web/command'), '/var/lib/lxc')).toBe(true);
    expect(activeIn(sockets('/var/lib/lxc/web/command'), '/var/lib/lxc/')).toBe(true);
    expect(activeIn(sockets('/srv/lxc/web/command'), '/var/lib/lxc')).toBe(false);
    expect(activeIn(sockets('/var/lib/lxc/web/other'), '/var/lib/lxc')).toBe(false);
    // It may be any: its folder's name is too long for a socket's.
    expect(activeIn(sockets('lxc/c271b78a79abfc5d/command'), '/var/lib/lxc')).toBe(true);
  });

  it('is read: what the monitor says', () => {
    expect(containerIn("'bb1' changed state to [RUNNING]")).toBe('bb1');
    expect(containerIn("'bb1' exited with status [0]")).toBe('bb1');
    expect(containerIn('Failed to connect')).toBeNull();
  });

  it('becomes an error that says what to do', () => {
    const log =
      'lxc-start web 2026 ERROR    network - ../src/lxc/network.c:netdev_configure_server_veth:876 - Failed to attach "veth1" to bridge "lxcbr0", bridge interface doesn\'t exist\n' +
      'lxc-start web 2026 ERROR    start - ../src/lxc/start.c:lxc_spawn:1843 - Failed to create the network\n';
    expect(lxcFailure('start the container', END, log).failure).toMatchObject({
      code: 'unsupported',
      message: 'The network bridge lxcbr0 is not there.',
      remedy: { kind: 'copy-command', command: 'sudo systemctl start lxc-net' },
    });
    expect(lxcFailure('start the container', END).failure).toMatchObject({
      code: 'program-failed',
      message: 'LXC could not start the container.',
      cause: 'It ended with exit code 1.',
    });
    expect(
      lxcFailure(
        'copy the container',
        END,
        [
          'x 1 ERROR rsync - a.c:lxc_rsync:107 - Failed to rsync from "/a/rootfs" into "/b/rootfs"',
          'x 1 ERROR utils - a.c:run_command_internal:1608 - Failed to exec command',
        ].join('\n'),
      ).code,
    ).toBe('program-missing');
    expect(
      errorsIn('x 1 ERROR confile - a.c:f:1 - Invalid argument - Unsupported config key "lxc.seccomp"'),
    ).toEqual([]);
  });
});
