import type { QemuConfig } from '../config';
import { setBalloon } from '../devices/memory';
import type { Plug } from '../devices/plug';
import type { Step } from './step';

export function memorySteps(
  plug: Plug,
  running: QemuConfig,
  from: QemuConfig,
  to: QemuConfig,
): readonly Step[] {
  const { balloon } = to;
  if (!running.balloon || !balloon || balloon.target === from.balloon?.target) return [];
  const before = running.balloon.target;
  return [
    {
      run: () => setBalloon(plug, Math.min(running.memory, balloon.target ?? running.memory)),
      undo: () => setBalloon(plug, before ?? running.memory),
      after: (config) => ({ ...config, balloon }),
    },
  ];
}
