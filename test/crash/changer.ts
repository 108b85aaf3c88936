/**
 * Changes machines as fast as it can until it is killed, and reports: `{begin}` before a change is asked for, `{done}`
 * when it was acknowledged. Several machines are changed at once, each by one change at a time.
 */
import { writeSync } from 'node:fs';
import { newDomainId, type Definition, type DomainId } from '../../main/domains/definition';
import { DomainList } from '../../main/domains/domain-list';
import { EventStream } from '../../main/domains/events';
import { FileStore } from '../../main/domains/store';
import { definitionNamed } from '../../main/domains/testing';
import type { Change } from './changes';

/** With more machines than this no new ones are made: reading them would take longer than changing them. */
const MANY = 50;

const [folder, machinesAtOnce] = [process.argv[2] ?? '', Number(process.argv[3] ?? 8)];
const store = new FileStore(folder, { checkConfig: (config) => config });
const list = new DomainList<unknown, null>('qemu', store, new EventStream(() => undefined));

function report(
  line: { readonly begin: Change } | { readonly done: Change } | { readonly failed: string },
): void {
  writeSync(1, `${JSON.stringify(line)}\n`); // synchronous: what was said before the kill is in the pipe
}

function pick<T>(from: readonly T[]): T {
  return from[Math.floor(Math.random() * from.length)] as T;
}

/** One random change of a machine; answers where the machine is afterwards. */
async function change(id: DomainId, where: 'list' | 'bin' | 'nowhere'): Promise<'list' | 'bin' | 'nowhere'> {
  const asked = async (one: Change, work: () => Promise<unknown>): Promise<void> => {
    report({ begin: one });
    await work();
    report({ done: one });
  };
  if (where === 'nowhere') {
    const definition: Definition = {
      ...definitionNamed(`machine ${id}`),
      id,
      description: '0',
      config: 'x'.repeat(4_000),
    };
    const save = (): Promise<void> =>
      list.add(definition, 'define', (machine) => machine.redefine(definition));
    await asked({ id, to: { in: 'list', description: '0' } }, save);
    return 'list';
  }
  if (where === 'bin') {
    const entry = list.bin.get(id);
    const description = entry?.definition.description ?? '';
    if (Math.random() < 0.3) {
      await asked({ id, to: { in: 'nowhere' } }, () => list.purge(id, 'purge', () => undefined));
      return 'nowhere';
    }
    const back = (): Promise<void> => list.recover(id, 'recover', (machine) => machine.setState('shutoff'));
    await asked({ id, to: { in: 'list', description } }, back);
    return 'list';
  }
  const { definition } = list.snapshot(id);
  if (Math.random() < 0.3) {
    const discard = (): Promise<void> => list.remove(id, 'undefine', () => undefined);
    await asked({ id, to: { in: 'bin', description: definition.description } }, discard);
    return 'bin';
  }
  const description = String(Number(definition.description) + 1);
  await asked({ id, to: { in: 'list', description } }, () =>
    list.use(id, 'define', (machine) => machine.redefine({ ...machine.definition, description })),
  );
  return 'list';
}

async function keepChanging(id: DomainId, where: 'list' | 'bin' | 'nowhere'): Promise<void> {
  for (;;) where = await change(id, where);
}

const { definitions, bin } = await store.load();
list.bin.put(...bin);
for (const definition of definitions) await list.add(definition, 'attach', () => undefined);
const there = [
  ...definitions.map(({ id }) => ({ id, where: 'list' as const })),
  ...bin.map(({ definition }) => ({ id: definition.id, where: 'bin' as const })),
];
const chosen = Array.from({ length: machinesAtOnce }, () => {
  const isOld = there.length > MANY || (there.length > 0 && Math.random() < 0.7);
  const old = isOld ? pick(there) : undefined;
  if (old) there.splice(there.indexOf(old), 1);
  return old ?? { id: newDomainId(), where: 'nowhere' as const };
});
await Promise.all(chosen.map(({ id, where }) => keepChanging(id, where))).catch((error: unknown) =>
  report({ failed: String(error) }),
);
