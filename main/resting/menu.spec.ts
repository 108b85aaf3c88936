import { Variant } from 'dbus-next';
import { describe, expect, it, vi } from 'vitest';
import { newDomainId } from '../domains/definition';
import type { TrayItem } from '../shell/tray-menu';
import { MenuOnBus } from './menu';

const id = newDomainId();
const open: TrayItem = { kind: 'do', label: 'Open', enabled: true, action: { do: 'show' } };
const machine = (label: string): TrayItem => ({
  kind: 'menu',
  label,
  items: [{ kind: 'do', label: 'Open console', enabled: true, action: { do: 'console', id } }],
});

/** The labels below an entry, with their numbers. */
function labels(menu: MenuOnBus, parent = 0): ReadonlyMap<string, number> {
  const [, [, , children]] = menu.GetLayout(parent, -1, []);
  return new Map(
    children.map(({ value }) => {
      const [number, properties] = value as [number, Record<string, Variant>];
      return [String(properties.label?.value ?? properties.type?.value), number];
    }),
  );
}

describe('the tray’s menu on the bus', () => {
  it('has what is shown, with what lies below it, and a new revision for each change', () => {
    const menu = new MenuOnBus(vi.fn());
    menu.show([open, { kind: 'separator' }, machine('▶  web_1')]);
    const [revision, [, , children]] = menu.GetLayout(0, -1, []);
    expect(children.map(({ signature }) => signature)).toEqual(Array(3).fill('(ia{sv}av)'));
    expect([...labels(menu).keys()]).toEqual(['Open', 'separator', '▶  web__1']); // one underscore would be a mnemonic
    const [web = 0] = [...labels(menu).values()].slice(2);
    expect([...labels(menu, web).keys()]).toEqual(['Open console']);
    menu.show([open]);
    expect(menu.GetLayout(0, -1, [])[0]).toBeGreaterThan(revision);
  });

  it('gives no deeper, and no other properties, than it is asked for', () => {
    const menu = new MenuOnBus(vi.fn());
    menu.show([machine('web')]);
    expect(menu.GetLayout(0, 0, [])[1][2]).toEqual([]);
    const [, [, , [web]]] = menu.GetLayout(0, 1, ['label']);
    expect(web?.value).toMatchObject([expect.any(Number), { label: { value: 'web' } }, []]);
    expect(Object.keys((web?.value as [number, object])[1])).toEqual(['label']);
  });

  it('does what is clicked, also where a change has crossed the click', () => {
    const act = vi.fn();
    const menu = new MenuOnBus(act);
    menu.show([machine('▶  web'), open]);
    const number = labels(menu).get('Open') ?? 0;
    menu.show([open, machine('❚❚  web')]);
    menu.Event(number, 'hovered');
    expect(act).not.toHaveBeenCalled();
    menu.Event(number, 'clicked');
    expect(act).toHaveBeenCalledExactlyOnceWith({ do: 'show' });
    expect(menu.EventGroup([[9_999, 'clicked', new Variant('i', 0), 0]])).toEqual([9_999]);
  });
});
