import { z } from 'zod';
import { deviceId, IdSchema } from './names';
import { deviceArgument, escapeOption, type DeviceProperties } from './options';
import { plugDevice, type Plug } from './plug';
import { PlaceSchema, slotBus } from './slots';

const port = z.number().int().min(1).max(65_535);
/** A port of this computer behind which a port of the machine stands. */
export const ForwardSchema = z.object({ protocol: z.enum(['tcp', 'udp']), hostPort: port, guestPort: port });
export type Forward = z.infer<typeof ForwardSchema>;
export const ForwardsSchema = z.array(ForwardSchema).max(100).default([]);

export const MacSchema = z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
export const CardModelSchema = z.enum(['virtio', 'e1000e', 'rtl8139']);
/** A network interface of this computer (15 characters, see netdevice(7)). */
export const InterfaceSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/);

const card = {
  id: IdSchema,
  mac: MacSchema,
  model: CardModelSchema.default('virtio'),
  /** Whether its cable is plugged in. */
  link: z.boolean().default(true),
  place: PlaceSchema,
} as const;

export const NetworkSchema = z.discriminatedUnion('mode', [
  /** Through this computer’s connection, by QEMU itself. */
  z.object({ ...card, mode: z.literal('user'), forwards: ForwardsSchema }),
  /** Through this computer’s connection, by the program passt: faster, and with IPv6. */
  z.object({ ...card, mode: z.literal('passt'), forwards: ForwardsSchema }),
  /** A member of a bridge of this computer, and so of its network. */
  z.object({ ...card, mode: z.literal('bridge'), bridge: InterfaceSchema }),
]);
export type Network = z.infer<typeof NetworkSchema>;

/** Only this computer reaches what is forwarded; the other computers of its network do not. */
export const FORWARD_HOST = '127.0.0.1';

const DRIVERS = { virtio: 'virtio-net-pci', e1000e: 'e1000e', rtl8139: 'rtl8139' } as const;

/** Whether a card can be plugged in and out while the machine runs; the oldest model is for a bus that can't. */
export function isPluggable({ model, place }: Pick<Network, 'model' | 'place'>): boolean {
  return model !== 'rtl8139' && place !== null;
}

/** What the card is connected to, by the names of QMP’s `netdev_add`. `passtSocket`: where its passt listens. */
export function netdev(network: Network, passtSocket: string): Readonly<Record<string, unknown>> {
  const { id, mode } = network;
  switch (mode) {
    case 'user':
      return {
        type: 'user',
        id,
        hostfwd: network.forwards.map((forward) => ({ str: forwardText(forward) })),
      };
    case 'passt':
      return { type: 'stream', id, server: false, addr: { type: 'unix', path: passtSocket } };
    case 'bridge':
      return { type: 'bridge', id, br: network.bridge };
  }
}

/** The same on the command line. */
function netdevArgument(network: Network, passtSocket: string): string[] {
  const { id, mode } = network;
  switch (mode) {
    case 'user': {
      const forwards = network.forwards.map((forward) => `hostfwd=${forwardText(forward)}`);
      return ['-netdev', ['user', `id=${id}`, ...forwards].join(',')];
    }
    case 'passt': {
      const path = escapeOption(passtSocket);
      return ['-netdev', `stream,id=${id},server=off,addr.type=unix,addr.path=${path}`];
    }
    case 'bridge':
      return ['-netdev', `bridge,id=${id},br=${network.bridge}`];
  }
}

export function forwardText({ protocol, hostPort, guestPort }: Forward): string {
  return `${protocol}:${FORWARD_HOST}:${hostPort}-:${guestPort}`;
}

export function networkDevice(
  { id, mac, model, place }: Network,
  bootindex: number | undefined,
): DeviceProperties {
  return {
    driver: DRIVERS[model],
    netdev: id,
    id: deviceId(id),
    mac,
    bus: place === null || model === 'rtl8139' ? undefined : slotBus(place),
    bootindex,
    // Without its ROM the card does not keep the firmware waiting for a network to boot from.
    romfile: bootindex === undefined ? '' : undefined,
  };
}

export function networkArguments(
  networks: readonly Network[],
  passtSocket: (id: string) => string,
  bootIndex: (id: string) => number | undefined,
): string[] {
  return networks.flatMap((network) => [
    ...netdevArgument(network, passtSocket(network.id)),
    ...deviceArgument(networkDevice(network, bootIndex(network.id))),
  ]);
}

/** Bridges are joined by a helper that the system gives more rights than QEMU has: the sandbox must let it start. */
export function needsHelper(networks: readonly Network[]): boolean {
  return networks.some(({ mode }) => mode === 'bridge');
}

/** Plugs a card into a running machine, whose passt listens already where it has one; nothing is left where that fails. */
export async function plugCard(plug: Plug, network: Network, passtSocket: string): Promise<void> {
  const { id } = network;
  await plug.run('netdev_add', netdev(network, passtSocket));
  try {
    await plugDevice(plug, networkDevice(network, undefined));
    if (!network.link) await setLink(plug, network, false);
  } catch (error) {
    await plug.run('netdev_del', { id }).catch(() => undefined);
    throw error;
  }
}

export async function unplugCard(plug: Plug, { id }: Pick<Network, 'id'>): Promise<void> {
  await plug.unplug(deviceId(id), 'network card');
  await plug.run('netdev_del', { id });
}

/** Plugs the card's cable in or out. */
export async function setLink(
  plug: Pick<Plug, 'run'>,
  { id }: Pick<Network, 'id'>,
  up: boolean,
): Promise<void> {
  await plug.run('set_link', { name: deviceId(id), up });
}
