import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { interface as dbusInterface, Message, sessionBus, Variant, type MessageBus } from 'dbus-next';
import { z } from 'zod';
import { eventually } from './app';

const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';

/** What a desktop's panel offers to trays: they register with it by name. */
class Watcher extends dbusInterface.Interface {
  readonly registered: string[] = [];
  readonly IsStatusNotifierHostRegistered = true;
  readonly ProtocolVersion = 0;

  constructor() {
    super('org.kde.StatusNotifierWatcher');
  }

  get RegisteredStatusNotifierItems(): string[] {
    return this.registered;
  }

  RegisterStatusNotifierItem(service: string): void {
    this.registered.push(service);
  }
}
Watcher.configureMembers({
  methods: { RegisterStatusNotifierItem: { inSignature: 's', outSignature: '' } },
  properties: {
    IsStatusNotifierHostRegistered: { signature: 'b', access: dbusInterface.ACCESS_READ },
    ProtocolVersion: { signature: 'i', access: dbusInterface.ACCESS_READ },
    RegisteredStatusNotifierItems: { signature: 'as', access: dbusInterface.ACCESS_READ },
  },
});

export interface ShownNotice {
  readonly title: string;
  readonly body: string;
}

/** What shows notices. */
class NoticeServer extends dbusInterface.Interface {
  readonly shown: ShownNotice[] = [];

  constructor() {
    super('org.freedesktop.Notifications');
  }

  Notify(_app: string, _replaces: number, _icon: string, title: string, body: string): number {
    return this.shown.push({ title, body });
  }

  /** A click on the last one. */
  ActionInvoked(): [number, string] {
    return [this.shown.length, 'default'];
  }
}
NoticeServer.configureMembers({
  methods: { Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' } },
  signals: { ActionInvoked: { signature: 'us' } },
});

/** An entry of a tray's menu. */
export interface Entry {
  readonly id: number;
  readonly label: string;
  readonly enabled: boolean;
  readonly children: readonly Entry[];
}

const NodeSchema = z.tuple([
  z.number(),
  z.record(z.string(), z.instanceof(Variant)),
  z.array(z.instanceof(Variant)),
]);

/** A node of the menu as com.canonical.dbusmenu's GetLayout gives it. */
function entry(node: unknown): Entry {
  const [id, properties, children] = NodeSchema.parse(node);
  return {
    id,
    label: String(properties.label?.value ?? ''),
    enabled: properties.enabled?.value !== false,
    children: children.map((child) => entry(child.value)),
  };
}

/** A desktop's session bus with a panel that shows trays: what a person would see and click there. */
export class Desktop {
  private constructor(
    private readonly daemon: ChildProcess,
    readonly address: string,
    readonly bus: MessageBus,
    private readonly watcher: Watcher,
    private readonly noticeServer: NoticeServer,
  ) {}

  static async start({ hasPanel = true } = {}): Promise<Desktop> {
    const daemon = spawn('dbus-daemon', ['--session', '--print-address', '--nofork'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(daemon.stdout ?? daemon, 'data')) as [Buffer];
    const address = line.toString().trim();
    const bus = sessionBus({ busAddress: address });
    const watcher = new Watcher();
    bus.export('/StatusNotifierWatcher', watcher);
    if (hasPanel) await bus.requestName('org.kde.StatusNotifierWatcher', 0);
    const noticeServer = new NoticeServer();
    bus.export('/org/freedesktop/Notifications', noticeServer);
    await bus.requestName('org.freedesktop.Notifications', 0);
    return new Desktop(daemon, address, bus, watcher, noticeServer);
  }

  async stop(): Promise<void> {
    const ended = once(this.daemon, 'exit');
    this.daemon.kill(); // first: what is still asked could not be answered by a bus that has been left
    await ended;
    this.bus.disconnect();
  }

  /** The names on the bus under which trays have registered, the last one last. */
  get registered(): readonly string[] {
    return this.watcher.registered;
  }

  /** A click on the icon. */
  async activate(): Promise<void> {
    await this.call('/StatusNotifierItem', ITEM, 'Activate', 'ii', [0, 0]);
  }

  /** The notices that were shown, the last one last. */
  get notices(): readonly ShownNotice[] {
    return this.noticeServer.shown;
  }

  /** A click on the last notice. */
  clickNotice(): void {
    this.noticeServer.ActionInvoked();
  }

  /** The name of the tray that is shown. */
  tray(): Promise<string> {
    return eventually(
      () => this.registered.at(-1) ?? '',
      (name) => name !== '',
    );
  }

  async call(
    path: string,
    iface: string,
    member: string,
    signature: string,
    body: unknown[],
  ): Promise<unknown[]> {
    const destination = await this.tray();
    const reply = await this.bus.call(
      new Message({ destination, path, interface: iface, member, signature, body }),
    );
    return reply?.body ?? [];
  }

  async property(name: string): Promise<unknown> {
    const [value] = await this.call('/StatusNotifierItem', 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
      ITEM,
      name,
    ]);
    return z.instanceof(Variant).parse(value).value;
  }

  async menu(): Promise<readonly Entry[]> {
    const path = z.string().parse(await this.property('Menu'));
    const [, root] = await this.call(path, MENU, 'GetLayout', 'iias', [0, -1, []]);
    return entry(root).children;
  }

  /** Waits until the menu has an entry whose label ends so. */
  async item(label: string): Promise<Entry> {
    const found = await eventually(
      async () => (await this.menu()).map((one) => ({ ...one, fits: one.label.endsWith(label) })),
      (entries) => entries.some(({ fits }) => fits),
    );
    const [first] = found.filter(({ fits }) => fits);
    if (!first) throw new Error(`the tray has no ${label}`);
    return first;
  }

  async click({ id }: Entry): Promise<void> {
    const path = z.string().parse(await this.property('Menu'));
    await this.call(path, MENU, 'Event', 'isvu', [id, 'clicked', new Variant('i', 0), 0]);
  }
}
