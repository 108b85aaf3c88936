import type { ActiveMachines } from '../ipc/active-machines';
import type { Say } from './text/text';
import { trayMenu, type TrayItem } from './tray-menu';

/** How long changes are gathered before the menu is made anew: of very many machines a few are always changing. */
const GATHER_MS = 250;
const GATHER_MANY_MS = 5_000;
const MANY = 100;

/** Keeps a tray's menu true: a change is shown a moment later, and only where what is shown is another. */
export class TrayContents {
  #shown = '';
  #timer: NodeJS.Timeout | null = null;
  #isLarge = false;

  constructor(
    private readonly machines: () => ActiveMachines,
    private readonly say: () => Say,
    private readonly show: (items: readonly TrayItem[]) => void,
  ) {
    this.#make();
  }

  /** Machines have changed, or the language. */
  refresh(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = null;
        this.#make();
      },
      this.#isLarge ? GATHER_MANY_MS : GATHER_MS,
    );
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #make(): void {
    const active = this.machines();
    this.#isLarge = active.count > MANY;
    const items = trayMenu(active, this.say());
    const shown = JSON.stringify(items);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.show(items);
  }
}
