import { describe, expect, it } from 'vitest';
import { asNewChain, Lock } from './lock';
import { gate, settle } from './testing';

describe('a lock', () => {
  it('is held by one at a time, first come first served', async () => {
    const lock = new Lock('machine “a”', 'machine');
    const order: string[] = [];
    const first = await lock.take('first');
    const others = ['second', 'third'].map(async (name) => {
      const held = await lock.take(name);
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
    const held = await lock.take('start');
    const next = lock.take('suspend');
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
    const held = await lock.take('a slow start');
    await expect(lock.take('suspend')).rejects.toMatchObject({
      failure: { code: 'lock-timeout', cause: expect.stringContaining('a slow start') },
    });
    held.release();
    // The place of the one who gave up must not block those behind it.
    (await lock.take('resume')).release();
  });

  it('refuses to be taken twice by one chain of calls, naming both sides', async () => {
    const lock = new Lock('machine “a”', 'machine');
    const held = await lock.take('outer');
    await held.run(async () => {
      await Promise.resolve();
      expect(() => lock.take('inner')).toThrowError(/“inner”.*“outer”/);
    });
    held.release();
  });

  it('refuses the list after a machine, and a second machine', async () => {
    const list = new Lock('the list', 'list');
    const one = new Lock('machine “a”', 'machine');
    const other = new Lock('machine “b”', 'machine');
    const held = await one.take('outer');
    held.run(() => {
      expect(() => list.take('inner')).toThrowError(/the list/);
      expect(() => other.take('inner')).toThrowError(/machine “b”/);
    });
    held.release();
  });

  it('lets a chain take a lock again once it has given it back', async () => {
    const lock = new Lock('machine “a”', 'machine');
    const held = await lock.take('outer');
    await held.run(async () => {
      held.release();
      (await lock.take('again')).release();
    });
  });

  it('does not count what another chain holds', async () => {
    const lock = new Lock('machine “a”', 'machine');
    const held = await lock.take('outer');
    const { passed, open } = gate();
    const event = held.run(() => asNewChain(async () => lock.take('event')));
    void event.then((mine) => {
      mine.release();
      open();
    });
    held.release();
    await passed;
  });
});
