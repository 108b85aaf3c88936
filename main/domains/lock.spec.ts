import { describe, expect, it } from 'vitest';
import { asNewChain, Lock } from './lock';
import { gate, settle } from './testing';

describe('a lock', () => {
  it('is held by one at a time, first come first served', async () => {
    const lock = new Lock('machine “a”', 'machine');
    const order: string[] = [];
    const first = await lock.ticket('first').turn();
    const others = ['second', 'third'].map(async (name) => {
      const held = await lock.ticket(name).turn();
      order.push(name);
      held.release();
    });
    await settle();
    expect(order).toEqual([]);
    first.release();
    await Promise.all(others);
    expect(order).toEqual(['second', 'third']);
  });

  it('tells who holds it, for what, and who waits', async () => {
    const lock = new Lock('machine “a”', 'machine');
    const held = await lock.ticket('start').turn();
    const next = lock.ticket('suspend').turn();
    expect(lock.view()).toMatchObject({
      name: 'machine “a”',
      holder: { purpose: 'start' },
      queue: ['suspend'],
    });
    held.release();
    (await next).release();
    expect(lock.view()).toMatchObject({ holder: null, queue: [] });
  });

  it('ends a wait that takes too long with an error that names the holder', async () => {
    const lock = new Lock('machine “a”', 'machine', 20);
    const held = await lock.ticket('a slow start').turn();
    await expect(lock.ticket('suspend').turn()).rejects.toMatchObject({
      failure: { code: 'lock-timeout', cause: expect.stringContaining('a slow start') },
    });
    held.release();
    // The place of the one who gave up must not block those behind it.
    (await lock.ticket('resume').turn()).release();
  });

  it('refuses to be taken twice by one chain of calls, naming both sides', async () => {
    const lock = new Lock('machine “a”', 'machine');
    const held = await lock.ticket('outer').turn();
    await held.run(async () => {
      await Promise.resolve();
      expect(() => lock.ticket('inner')).toThrowError(/“inner”.*“outer”/);
    });
    held.release();
  });

  it('refuses the list after a machine, and a second machine', async () => {
    const list = new Lock('the list', 'list');
    const one = new Lock('machine “a”', 'machine');
    const other = new Lock('machine “b”', 'machine');
    const held = await one.ticket('outer').turn();
    held.run(() => {
      expect(() => list.ticket('inner')).toThrowError(/the list/);
      expect(() => other.ticket('inner')).toThrowError(/machine “b”/);
    });
    held.release();
  });

  it('lets a chain take a lock again once it has given it back', async () => {
    const lock = new Lock('machine “a”', 'machine');
    const held = await lock.ticket('outer').turn();
    await held.run(async () => {
      held.release();
      (await lock.ticket('again').turn()).release();
    });
  });

  it('does not count what another chain holds', async () => {
    const lock = new Lock('machine “a”', 'machine');
    const held = await lock.ticket('outer').turn();
    const { passed, open } = gate();
    const event = held.run(() => asNewChain(() => lock.ticket('event').turn()));
    void event.then((mine) => {
      mine.release();
      open();
    });
    held.release();
    await passed;
  });
});
