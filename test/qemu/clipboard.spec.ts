import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DomainId } from '../../main/domains/definition';
import type { DisplayConsole } from '../../main/drivers/driver';
import type { QemuHardware } from '../../main/drivers/qemu/config';
import { clear, newHome, openWorld, READY, tinyRequest, Typist, type World } from './harness';

let home: string;
let world: World;

beforeEach(async () => {
  home = newHome();
  world = await openWorld(home);
});
afterEach(async () => {
  await world.close();
  clear(home);
});

/**
 * The guest's shell plays SPICE's agent: its port is open as file 3. It waits for the port's name and, as the agent does, for
 * somebody at the other end: the guest's kernel hears of both a moment after it has found the port.
 */
const AGENT = [
  'insmod /more/virtio_console.ko',
  'until name=$(grep -l com.redhat.spice.0 /sys/class/virtio-ports/*/name); do :; done',
  'port=${name%/name}; exec 3<>/dev/${port##*/}',
  'say() { printf "$1" >&3; echo "said: all."; }',
  `bytes() { dd bs=1 count=$1 2>/dev/null <&3 | od -An -v -tx1 | tr -d ' \\n'; }`,
  'hear() { heard=; while [ -z "$heard" ]; do heard=$(bytes $1); done; echo "heard: $heard."; }',
];

const hex = (text: string): string => Buffer.from(text).toString('hex');
/** A number of 32 bits, its lowest byte first, in hexadecimal digits. */
const number = (value: number): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes.toString('hex');
};
/** A message of the protocol, in one chunk, in hexadecimal digits. */
const message = (type: number, data: string): string => {
  const bytes = data.length / 2;
  const head = [1, type, 0, 0, bytes].map(number).join('');
  return `${number(1)}${number(20 + bytes)}${head}${data}`;
};
const TEXT = number(1);
const CAPABILITIES = (isRequest: boolean): string => message(6, number(isRequest ? 1 : 0) + number(1 << 5));

class Agent {
  constructor(readonly shell: Typist) {}

  async say(bytes: string): Promise<void> {
    const octal = [...Buffer.from(bytes, 'hex')].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
    this.shell.text = '';
    this.shell.type(`say '${octal.join('')}'`);
    await this.shell.sees(/said: all\./);
  }

  async hears(bytes: string): Promise<void> {
    this.shell.text = '';
    this.shell.type(`hear ${bytes.length / 2}`);
    const [, heard] = /heard: ([0-9a-f]*)\./.exec(await this.shell.sees(/heard: [0-9a-f]*\./)) ?? [];
    expect(heard).toBe(bytes);
  }

  /** Is asked what it can do, and says it. */
  async isMet(): Promise<void> {
    await this.hears(CAPABILITIES(true));
    await this.say(CAPABILITIES(false));
  }
}

async function withAgent(): Promise<{ readonly id: DomainId; readonly agent: Agent }> {
  const { hypervisor } = world;
  const id = await hypervisor.define(
    'qemu',
    'with a clipboard',
    await tinyRequest({ newDisk: 1024 ** 2 }),
    'window',
  );
  await hypervisor.start(id, 'window');
  const agent = new Agent(new Typist(await hypervisor.openText(id, 'serial0')));
  await agent.shell.sees(READY);
  for (const line of AGENT) agent.shell.type(line);
  await agent.isMet();
  return { id, agent };
}

/** Text passes both ways between the guest and a screen of its. */
async function passes(id: DomainId, agent: Agent): Promise<void> {
  const screen = await world.hypervisor.openDisplay(id, 'display');
  const clipboard = screen.clipboard ?? expect.fail('the screen has no clipboard');
  const copied: string[] = [];
  clipboard.onCopied((text) => copied.push(text));
  await agent.say(message(7, TEXT));
  await agent.hears(message(8, TEXT));
  await agent.say(message(4, TEXT + hex('aus dem Gast: ü€')));
  await vi.waitFor(() => expect(copied).toEqual(['aus dem Gast: ü€']), 10_000);
  clipboard.offer('für den Gast: ß😀');
  await agent.hears(message(7, TEXT));
  await agent.say(message(8, TEXT));
  await agent.hears(message(4, TEXT + hex('für den Gast: ß😀')));
  screen.close();
  await agent.hears(message(9, ''));
}

async function shellOf(id: DomainId): Promise<Agent> {
  return new Agent(new Typist(await world.hypervisor.openText(id, 'serial0')));
}

describe('the clipboard of a machine', () => {
  it('passes text both ways while its screen is open, again and again, and to a Paddock that came later', async () => {
    const { id, agent } = await withAgent();
    await passes(id, agent);
    await passes(id, agent);
    await world.close();
    world = await openWorld(home);
    const again = await shellOf(id);
    await again.isMet();
    await passes(id, again);
  });

  it('hinders nothing with its screen open: the machine is saved, goes on, and goes back to a snapshot', async () => {
    const { hypervisor } = world;
    const { id, agent } = await withAgent();
    const looked = await hypervisor.openDisplay(id, 'display');
    await hypervisor.snapshots.take(id, 'with it', '', 'window');
    looked.close();
    await passes(id, agent);
    await hypervisor.openDisplay(id, 'display');
    await hypervisor.save(id, 'window');
    expect(world.state(id)).toMatchObject({ state: 'saved', failure: null });
    await hypervisor.start(id, 'window');
    const restored = await shellOf(id);
    await restored.isMet();
    await passes(id, restored);
    const snapshot = world.state(id).definition.snapshots[0]?.id ?? expect.fail('there is no snapshot');
    await hypervisor.destroy(id, 'window');
    await hypervisor.snapshots.revert(id, snapshot, 'window');
    const reverted = await shellOf(id);
    await reverted.isMet();
    await passes(id, reverted);
  });

  it('is not there where it is switched off', async () => {
    const { hypervisor } = world;
    const id = await hypervisor.define('qemu', 'without', await tinyRequest(), 'window');
    const { name, description, tags, autostart } = world.state(id).definition;
    const hardware = hypervisor.facts.hardware(world.state(id)) as QemuHardware;
    expect(hardware.clipboard).toBe(true);
    const off = { ...hardware, clipboard: false };
    await hypervisor.redefine(id, { name, description, tags, autostart, hardware: off }, 'window');
    await hypervisor.start(id, 'window');
    const screen: DisplayConsole = await hypervisor.openDisplay(id, 'display');
    expect(screen.clipboard).toBeUndefined();
    screen.close();
  });
});
