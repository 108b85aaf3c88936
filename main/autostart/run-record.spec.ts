import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newDomainId, type DomainId } from '../domains/definition';
import type { DomainSnapshot } from '../domains/domain';
import type { DomainEvent } from '../domains/events';
import type { DomainState } from '../domains/state';
import { RunRecord } from './run-record';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pdk-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const path = (): string => join(folder, 'running.json');
const noted = (): DomainId[] =>
  existsSync(path()) ? (JSON.parse(readFileSync(path(), 'utf8')) as { running: DomainId[] }).running : [];
const machine = (id: DomainId, state: DomainState, disposable = false): DomainSnapshot =>
  ({ id, state, presence: disposable ? { disposable } : null }) as unknown as DomainSnapshot;

/** Machines that change as they are told to. */
function world(...machines: DomainSnapshot[]): {
  list: () => DomainSnapshot[];
  onMachine: (listener: (event: DomainEvent) => void) => () => void;
  become: (next: DomainSnapshot) => void;
} {
  const listeners = new Set<(event: DomainEvent) => void>();
  const all = new Map(machines.map((one) => [one.id, one]));
  return {
    list: () => [...all.values()],
    onMachine: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    become: (next) => {
      const previous = all.get(next.id) ?? next;
      all.set(next.id, next);
      for (const listener of listeners) listener({ kind: 'changed', snapshot: next, previous });
    },
  };
}

async function until(wanted: () => boolean): Promise<void> {
  while (!wanted()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the record of what runs', () => {
  const [a, b, c] = [newDomainId(), newDomainId(), newDomainId()];

  it('follows what starts and what stops, and leaves out runs of which nothing is kept', async () => {
    const machines = world(machine(a, 'running'), machine(b, 'shutoff'), machine(c, 'running', true));
    const record = new RunRecord(path(), () => undefined, 1);
    record.follow(machines);
    machines.become(machine(b, 'running'));
    await until(() => noted().length === 2);
    machines.become(machine(a, 'shutoff'));
    await until(() => noted().length === 1);
    expect(noted()).toEqual([b]);
    await record.close();
  });

  it('looks at all machines once, however many start at the same time', async () => {
    const many = Array.from({ length: 500 }, () => newDomainId());
    const machines = world();
    let looks = 0;
    const list = (): DomainSnapshot[] => {
      looks++;
      return machines.list();
    };
    const record = new RunRecord(path(), () => undefined, 60_000);
    record.follow({ ...machines, list });
    for (const id of many) machines.become(machine(id, 'running'));
    await until(() => noted().length === 500);
    expect(looks).toBe(1);
    await record.close();
  });

  it('still tells of what stopped a moment before Paddock did', async () => {
    const machines = world(machine(a, 'running'));
    const record = new RunRecord(path(), () => undefined, 60_000);
    record.follow(machines);
    machines.become(machine(a, 'shutoff'));
    await record.close();
    expect(noted()).toEqual([a]);
  });

  it('brings back what ended with the computer, or by accident, and not what was switched off since', async () => {
    const record = new RunRecord(path(), () => undefined, 1);
    expect(await record.ended([machine(a, 'shutoff')])).toEqual(new Set());
    record.follow(world(machine(a, 'running'), machine(b, 'paused')));
    await record.close();
    const now = [machine(a, 'shutoff'), machine(b, 'crashed'), machine(c, 'crashed')];
    expect(await record.ended(now)).toEqual(new Set([b])); // of this boot: `a` was switched off while nobody looked
    const { running } = JSON.parse(readFileSync(path(), 'utf8')) as { running: DomainId[] };
    writeFileSync(path(), JSON.stringify({ boot: 'another', running }));
    expect(await record.ended(now)).toEqual(new Set([a, b]));
    writeFileSync(path(), 'no JSON');
    expect(await record.ended(now)).toEqual(new Set());
  });

  describe('kept by a command', () => {
    const command = async (...machines: DomainSnapshot[]): Promise<ReturnType<typeof world>> => {
      const all = world(...machines);
      const record = new RunRecord(path(), () => undefined, 60_000);
      record.follow(all, await record.ended(all.list()));
      all.become(machine(c, 'running'));
      await record.close('command line');
      return all;
    };

    it('leaves to the app what ended with the computer', async () => {
      writeFileSync(path(), JSON.stringify({ boot: 'another', running: [a, b] }));
      const { list } = await command(machine(a, 'shutoff'), machine(b, 'shutoff'));
      expect(noted()).toEqual([c]);
      const app = (): Promise<ReadonlySet<DomainId>> => new RunRecord(path(), () => undefined).ended(list());
      expect(await app()).toEqual(new Set([a, b]));
      await command(machine(a, 'running'), machine(b, 'shutoff'));
      expect(await app()).toEqual(new Set([b]));
    });

    it('takes what it stopped for stopped, though it ends at once', async () => {
      const all = world(machine(a, 'running'), machine(b, 'running'));
      const record = new RunRecord(path(), () => undefined, 60_000);
      record.follow(all);
      all.become(machine(a, 'shutoff'));
      await record.close('command line');
      expect(noted()).toEqual([b]);
    });

    it('writes nothing where nothing runs otherwise than before', async () => {
      const record = new RunRecord(path(), () => undefined);
      record.follow(world(machine(a, 'running')));
      await record.close();
      const before = statSync(path()).ino;
      const again = new RunRecord(path(), () => undefined);
      const machines = world(machine(a, 'running'));
      again.follow(machines, await again.ended(machines.list()));
      await again.close('command line');
      expect(statSync(path()).ino).toBe(before);
    });
  });
});
