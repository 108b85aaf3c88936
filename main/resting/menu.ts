import { interface as dbus, Variant } from 'dbus-next';
import type { TrayAction, TrayItem } from '../shell/tray-menu';

const READ = dbus.ACCESS_READ;

type Properties = Readonly<Record<string, Variant>>;
/** As it crosses the bus: id, properties, children. */
type Layout = [number, Properties, Variant[]];

interface Entry {
  readonly id: number;
  readonly properties: Properties;
  readonly action: TrayAction | null;
  readonly children: readonly Entry[];
}

const ROOT: Entry = {
  id: 0,
  properties: { 'children-display': new Variant('s', 'submenu') },
  action: null,
  children: [],
};

/**
 * A tray's menu for the panel, which draws it: com.canonical.dbusmenu, version 3. An entry that does the same has the same
 * number in each layout, so that a click which crosses a change on its way is understood.
 *
 * Source: the interface's description in libdbusmenu (`libdbusmenu-glib/dbus-menu.xml`).
 */
export class MenuOnBus extends dbus.Interface {
  readonly Version = 3;
  readonly TextDirection = 'ltr';
  readonly Status = 'normal';
  readonly IconThemePath: string[] = [];
  #root = ROOT;
  #revision = 1;
  readonly #numbers = new Map<string, number>();
  readonly #entries = new Map<number, Entry>([[0, ROOT]]);

  constructor(private readonly act: (action: TrayAction) => void) {
    super('com.canonical.dbusmenu');
  }

  show(items: readonly TrayItem[]): void {
    this.#root = { ...ROOT, children: items.map((item, at) => this.#entry(item, `${at}`)) };
    this.#entries.clear();
    this.#know(this.#root);
    this.#revision += 1;
    this.LayoutUpdated();
  }

  GetLayout(parent: number, depth: number, names: readonly string[]): [number, Layout] {
    return [this.#revision, layout(this.#entries.get(parent) ?? ROOT, depth, names)];
  }

  GetGroupProperties(ids: readonly number[], names: readonly string[]): [number, Properties][] {
    const wanted = ids.length > 0 ? ids : [...this.#entries.keys()];
    return wanted.flatMap((id) => {
      const entry = this.#entries.get(id);
      return entry ? [[id, chosen(entry.properties, names)] as [number, Properties]] : [];
    });
  }

  GetProperty(id: number, name: string): Variant {
    return this.#entries.get(id)?.properties[name] ?? new Variant('s', '');
  }

  Event(id: number, event: string): void {
    const action = event === 'clicked' ? this.#entries.get(id)?.action : null;
    if (action) this.act(action);
  }

  EventGroup(events: readonly [number, string, Variant, number][]): number[] {
    for (const [id, event] of events) this.Event(id, event);
    return events.flatMap(([id]) => (this.#entries.has(id) ? [] : [id]));
  }

  AboutToShow(): boolean {
    return false; // it is true at all times
  }

  AboutToShowGroup(ids: readonly number[]): [number[], number[]] {
    return [[], ids.filter((id) => !this.#entries.has(id))];
  }

  LayoutUpdated(): [number, number] {
    return [this.#revision, 0];
  }

  #know(entry: Entry): void {
    this.#entries.set(entry.id, entry);
    for (const child of entry.children) this.#know(child);
  }

  #entry(item: TrayItem, place: string): Entry {
    const children =
      item.kind === 'menu' ? item.items.map((one, at) => this.#entry(one, `${place}/${at}`)) : [];
    const action = item.kind === 'do' ? item.action : null;
    // A machine's menu is known by what stands first in it, which is about that machine.
    const known = action ?? children[0]?.action;
    return {
      id: this.#number(known ? `${item.kind} ${JSON.stringify(known)}` : place),
      properties: propertiesOf(item),
      action,
      children,
    };
  }

  #number(key: string): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#numbers.size + 1;
    this.#numbers.set(key, number);
    return number;
  }
}
MenuOnBus.configureMembers({
  properties: {
    Version: { signature: 'u', access: READ },
    TextDirection: { signature: 's', access: READ },
    Status: { signature: 's', access: READ },
    IconThemePath: { signature: 'as', access: READ },
  },
  methods: {
    GetLayout: { inSignature: 'iias', outSignature: 'u(ia{sv}av)' },
    GetGroupProperties: { inSignature: 'aias', outSignature: 'a(ia{sv})' },
    GetProperty: { inSignature: 'is', outSignature: 'v' },
    Event: { inSignature: 'isvu', outSignature: '' },
    EventGroup: { inSignature: 'a(isvu)', outSignature: 'ai' },
    AboutToShow: { inSignature: 'i', outSignature: 'b' },
    AboutToShowGroup: { inSignature: 'ai', outSignature: 'aiai' },
  },
  signals: { LayoutUpdated: { signature: 'ui' } },
});

function propertiesOf(item: TrayItem): Properties {
  switch (item.kind) {
    case 'separator':
      return { type: new Variant('s', 'separator') };
    case 'note':
      return { label: label(item.label), enabled: new Variant('b', false) };
    case 'menu':
      return { label: label(item.label), 'children-display': new Variant('s', 'submenu') };
    case 'do':
      return { label: label(item.label), enabled: new Variant('b', item.enabled) };
  }
}

/** An underscore would underline the letter after it. */
function label(text: string): Variant {
  return new Variant('s', text.replaceAll('_', '__'));
}

function layout(entry: Entry, depth: number, names: readonly string[]): Layout {
  const children = depth === 0 ? [] : entry.children.map((child) => layout(child, depth - 1, names));
  return [
    entry.id,
    chosen(entry.properties, names),
    children.map((child) => new Variant('(ia{sv}av)', child)),
  ];
}

/** All of them where none is named. */
function chosen(properties: Properties, names: readonly string[]): Properties {
  if (names.length === 0) return properties;
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}
