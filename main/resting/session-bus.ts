import type { EventEmitter } from 'node:events';
import { Message, sessionBus, type interface as dbus, type MessageBus } from 'dbus-next';
import { z } from 'zod';

const CONNECT_LIMIT_MS = 5_000;

/** Which member of which object. */
export interface Address {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
}

const BUS: Address = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

/** The desktop's bus of messages (D-Bus): what panels and notices are spoken to over. */
export class SessionBus {
  private constructor(
    private readonly bus: MessageBus,
    /** Resolves when the desktop's session is over, or the bus is lost otherwise. */
    readonly lost: Promise<void>,
  ) {}

  /** Throws where there is none. */
  static async connect(): Promise<SessionBus> {
    const bus = sessionBus();
    let lose: () => void = () => undefined;
    const lost = new Promise<void>((resolve) => (lose = resolve));
    // No part of the library's interface, which tells of errors only; a bus that ends is none.
    (bus as unknown as { _connection: EventEmitter })._connection.on('end', lose);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the bus does not answer')), CONNECT_LIMIT_MS);
      bus.on('error', reject);
      bus.once('connect', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    bus.on('error', lose);
    return new SessionBus(bus, lost);
  }

  /** Calls a member; throws what is answered as an error, and where the answer is of another form. */
  async call<T>(
    address: Address,
    member: string,
    signature: string,
    body: readonly unknown[],
    answer: z.ZodType<T>,
  ): Promise<T> {
    const reply = await this.bus.call(new Message({ ...address, member, signature, body: [...body] }));
    return answer.parse(reply?.body ?? []);
  }

  /** Hears a signal from now on; `from` with an interface at least. */
  async on<T>(
    from: Omit<Address, 'destination'>,
    member: string,
    body: z.ZodType<T>,
    heard: (body: T) => void,
  ): Promise<void> {
    this.bus.on('message', (message: Message) => {
      if (message.path !== from.path || message.interface !== from.interface || message.member !== member)
        return;
      const parsed = body.safeParse(message.body);
      if (parsed.success) heard(parsed.data);
    });
    const rule = `type='signal',path='${from.path}',interface='${from.interface}',member='${member}'`;
    await this.call(BUS, 'AddMatch', 's', [rule], z.unknown());
  }

  /** Hears who has a name from now on: null where nobody has it any more. */
  async onOwner(name: string, heard: (owner: string | null) => void): Promise<void> {
    const body = z.tuple([z.string(), z.string(), z.string()]);
    await this.on(BUS, 'NameOwnerChanged', body, ([changed, , owner]) => {
      if (changed === name) heard(owner || null);
    });
  }

  /** Has an object on the bus. */
  offer(path: string, object: dbus.Interface): void {
    this.bus.export(path, object);
  }

  /** Takes a name for this process. */
  async take(name: string): Promise<void> {
    await this.bus.requestName(name, 0);
  }

  close(): void {
    this.bus.disconnect();
  }
}
