import { describe, expect, it } from 'vitest';
import { DomainIdSchema } from '../../domains/definition';
import { commandLine } from './command-line';
import { QemuConfigSchema, type QemuConfig } from './config';
import { pathsOf } from './paths';

const id = DomainIdSchema.parse('11111111-2222-4333-8444-555555555555');
const paths = pathsOf({ disks: '/d', runtime: '/r', logs: '/l', cache: '/c' }, id);

/** As the first Paddock wrote it. */
const OLD = {
  machine: 'pc-q35-7.2',
  accelerator: 'auto',
  memory: 134_217_728,
  cpus: 2,
  boot: { kind: 'firmware' },
  disks: [{ id: 'disk0', path: '/a,b.qcow2', format: 'qcow2', owned: true }],
  cdroms: [{ id: 'cd0', path: '/i.iso' }],
  networks: [
    {
      id: 'net0',
      mode: 'user',
      mac: '52:54:00:00:00:01',
      forwards: [{ protocol: 'tcp', hostPort: 2222, guestPort: 22 }],
    },
  ],
  display: 'vga',
  serials: [{ id: 'serial0' }],
};

function lineOf(config: QemuConfig): readonly string[] {
  return commandLine({ program: 'qemu', id, name: 'a,b', config, accelerator: 'tcg', paths, audio: 'none' });
}

describe('a definition of an older Paddock', () => {
  it('is read, and runs on the very hardware that it always had: what was saved of it still fits', () => {
    const line = lineOf(QemuConfigSchema.parse(OLD));
    const devices = line.filter((_, index) => line[index - 1] === '-device');
    expect(devices).toEqual([
      'pvpanic',
      'VGA',
      'qemu-xhci,id=usb',
      'usb-tablet,bus=usb.0',
      'virtio-blk-pci,drive=disk0,id=device-disk0,werror=stop,rerror=stop,bootindex=1',
      'ide-cd,id=device-cd0,bus=ide.0,bootindex=2,drive=cd0',
      'virtio-net-pci,netdev=net0,id=device-net0,mac=52:54:00:00:00:01,romfile=',
    ]);
    expect(line).toEqual(
      expect.arrayContaining([
        'guest=a,,b,debug-threads=on',
        '128M',
        'max',
        'user,id=net0,hostfwd=tcp:127.0.0.1:2222-:22',
        '{"driver":"qcow2","node-name":"disk0","discard":"unmap","file":{"driver":"file","filename":"/a,b.qcow2","discard":"unmap"}}',
      ]),
    );
    expect(line[line.indexOf('-smp') + 1]).toBe('2');
  });
});

describe('the command line', () => {
  const config = QemuConfigSchema.parse({ ...OLD, slots: 2 });

  it('lets QEMU start a helper for a bridge alone', () => {
    expect(lineOf(config)).toContain(
      'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny',
    );
    const [card] = config.networks;
    const bridged = { ...config, networks: [{ ...card, mode: 'bridge', bridge: 'br0' }] };
    expect(lineOf(QemuConfigSchema.parse(bridged))).toContain('on,obsolete=deny,resourcecontrol=deny');
  });

  it('boots in the order that was chosen, from nothing else', () => {
    const line = lineOf({ ...config, bootOrder: ['net0', 'disk0'] }).join(' ');
    expect(line).toMatch(/virtio-net-pci,\S*bootindex=1/);
    expect(line).not.toMatch(/virtio-net-pci,\S*romfile/);
    expect(line).toMatch(/virtio-blk-pci,\S*bootindex=2/);
    expect(line).not.toMatch(/ide-cd,\S*bootindex/);
  });

  it('ends with what a person added, as it is', () => {
    expect(lineOf({ ...config, extraArguments: ['-device', 'edu,dma_mask=1'] }).slice(-2)).toEqual([
      '-device',
      'edu,dma_mask=1',
    ]);
  });
});

const PORTS = 'virtio-serial-pci,id=ports,bus=pcie.0,addr=0x1d';
const devices = (config: unknown): readonly string[] => {
  const line = lineOf(QemuConfigSchema.parse(config));
  return line.filter((_, index) => line[index - 1] === '-device');
};

describe('a line to a guest agent', () => {
  const withAgent = { ...OLD, guestAgent: true };

  it('leaves every other device where it was, and stands at a place of its own', () => {
    expect(devices(withAgent)).toEqual([
      ...devices(OLD),
      PORTS,
      'virtserialport,id=guest-agent-port,bus=ports.0,nr=1,name=org.qemu.guest_agent.0,chardev=guest-agent',
    ]);
  });

  it('is not there twice where a person’s own arguments make one', () => {
    const own = ['-device', 'virtserialport,name=org.qemu.guest_agent.0,chardev=mine'];
    expect(devices({ ...withAgent, extraArguments: own })).not.toContain(PORTS);
  });
});

describe('a line to the clipboard inside', () => {
  const PORT =
    'virtserialport,id=clipboard-agent-port,bus=ports.0,nr=2,name=com.redhat.spice.0,chardev=clipboard-agent';

  it('stands beside the guest agent’s, each at its own number whether the other is there or not', () => {
    const withAgent = { ...OLD, guestAgent: true };
    expect(devices({ ...withAgent, clipboard: true })).toEqual([...devices(withAgent), PORT]);
    expect(devices({ ...OLD, clipboard: true })).toEqual([...devices(OLD), PORTS, PORT]);
  });

  it('is not there without a screen, nor where a person’s own arguments make one', () => {
    expect(devices({ ...OLD, clipboard: true, display: 'none' })).not.toContain(PORT);
    const own = ['-device', 'virtserialport,name=com.redhat.spice.0,chardev=mine'];
    expect(devices({ ...OLD, clipboard: true, extraArguments: own })).not.toContain(PORT);
  });
});
