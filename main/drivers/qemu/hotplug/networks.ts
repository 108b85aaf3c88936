import type { QemuConfig } from '../config';
import * as networks from '../devices/networks';
import type { Plug } from '../devices/plug';
import { changeForwards } from '../forwards';
import type { LiveMachine } from '../live-machine';
import { isFreeSlot } from './disks';
import { changesOf, without, type Step } from './step';

/** Starts the programs that a card needs beside QEMU, before it is plugged in. */
export type Accompany = (network: networks.Network) => Promise<void>;

export function cardSteps(
  live: LiveMachine,
  plug: Plug,
  running: QemuConfig,
  from: QemuConfig,
  to: QemuConfig,
  accompany: Accompany,
): readonly Step[] {
  const { gone, fresh } = changesOf(running.networks, from.networks, to.networks, networks.isPluggable);
  const { passt } = live.paths;
  const plugIn = async (card: networks.Network): Promise<void> => {
    await accompany(card);
    await networks.plugCard(plug, card, passt(card.id));
  };
  const replaced = (config: QemuConfig, card: networks.Network): QemuConfig => ({
    ...config,
    networks: config.networks.map((one) => (one.id === card.id ? card : one)),
  });
  const kept = to.networks.flatMap((card) => {
    const before = from.networks.find(({ id }) => id === card.id);
    const now = running.networks.find(({ id }) => id === card.id);
    return before && now ? [{ card, before, now }] : [];
  });
  return [
    ...gone.map((card) => ({
      run: () => networks.unplugCard(plug, card),
      undo: () => plugIn(card),
      after: (config: QemuConfig) => ({ ...config, networks: without(config.networks, card) }),
    })),
    ...fresh
      .filter((card) => isFreeSlot(running, [...gone], card) && card.mode !== 'bridge')
      .map((card) => ({
        run: () => plugIn(card),
        undo: () => networks.unplugCard(plug, card),
        after: (config: QemuConfig) => ({ ...config, networks: [...config.networks, card] }),
      })),
    ...kept
      .filter(({ card, before }) => card.link !== before.link)
      .map(({ card, now }) => ({
        run: () => networks.setLink(plug, card, card.link),
        undo: () => networks.setLink(plug, card, !card.link),
        after: (config: QemuConfig) => replaced(config, { ...now, link: card.link }),
      })),
    ...kept.flatMap(({ card, before, now }) => {
      if (card.mode !== 'user' || before.mode !== 'user' || now.mode !== 'user') return [];
      if (JSON.stringify(card.forwards) === JSON.stringify(before.forwards)) return [];
      const { forwards } = card;
      const at = to.networks.indexOf(card);
      return [
        {
          run: () => changeForwards(live, card.id, at, before.forwards, forwards),
          undo: () => changeForwards(live, card.id, at, forwards, before.forwards),
          after: (config: QemuConfig) => ({
            ...config,
            networks: config.networks.map((one) =>
              one.id === card.id && one.mode === 'user' ? { ...one, forwards } : one,
            ),
          }),
        },
      ];
    }),
  ];
}
