import { newDomainId, type Definition } from './definition';
import { DomainList } from './domain-list';
import { EventStream, type DomainEvent } from './events';
import { MemoryStore, type DefinitionStore } from './store';

/** A list with its events recorded, for specs. */
export interface ListUnderTest {
  readonly list: DomainList<null, string>;
  readonly events: DomainEvent[];
}

export function listUnderTest(
  store: DefinitionStore = new MemoryStore(),
  waitLimitMs = 2_000,
): ListUnderTest {
  const events: DomainEvent[] = [];
  const stream = new EventStream<DomainEvent>((error) => {
    throw error;
  });
  stream.subscribe((event) => events.push(event));
  return { list: new DomainList<null, string>('test', store, stream, { waitLimitMs }), events };
}

export function definitionNamed(name: string): Definition<null> {
  return {
    format: 1,
    id: newDomainId(),
    driver: 'test',
    name,
    description: '',
    tags: [],
    createdAt: '2026-01-01T00:00:00.000Z',
    autostart: null,
    snapshots: [],
    snapshot: null,
    protected: false,
    config: null,
  };
}

/** A promise and the function that resolves it, to hold something up at will. */
export function gate(): { readonly passed: Promise<void>; open: () => void } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

/** Lets every callback run that is due. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits until `probe` gives what is wanted; throws with what it gave last when it does not. */
export async function eventually<T>(
  probe: () => Promise<T> | T,
  wanted: (value: T) => boolean,
  limitMs = 5_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await probe();
    if (wanted(value)) return value;
    if (Date.now() > end) throw new Error(`it never came to that; the last was ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
