import { Variant } from 'dbus-next';
import { z } from 'zod';
import type { Notice } from '../shell/notice';
import type { Address, SessionBus } from './session-bus';

const NOTICES: Address = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
};
const CLICKED = 'default';
const AS_LONG_AS_USUAL = -1;

/**
 * Shows notices; a click on one does what belongs to it.
 *
 * Source: the Desktop Notifications Specification, version 1.2.
 */
export class Notices {
  readonly #clicks = new Map<number, () => void>();

  constructor(private readonly bus: SessionBus) {}

  async follow(): Promise<void> {
    await this.bus.on(NOTICES, 'ActionInvoked', z.tuple([z.number(), z.string()]), ([id, action]) => {
      if (action === CLICKED) this.#clicks.get(id)?.();
    });
    await this.bus.on(NOTICES, 'NotificationClosed', z.tuple([z.number(), z.number()]), ([id]) => {
      // A click comes before the end in some desktops, after it in others.
      setTimeout(() => this.#clicks.delete(id), 1_000);
    });
  }

  /** Throws where the desktop shows none. */
  async show({ title, body }: Notice, clicked: () => void): Promise<void> {
    const hints = { 'desktop-entry': new Variant('s', 'paddock'), 'suppress-sound': new Variant('b', true) };
    const actions = [CLICKED, ''];
    const values = ['Paddock', 0, 'paddock', title, escaped(body), actions, hints, AS_LONG_AS_USUAL];
    const [id] = await this.bus.call(NOTICES, 'Notify', 'susssasa{sv}i', values, z.tuple([z.number()]));
    this.#clicks.set(id, clicked);
  }
}

/** A body may be marked up. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
