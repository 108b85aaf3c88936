import { describe, expect, it } from 'vitest';
import { differencesOf } from './differences';

describe('the differences of two configs', () => {
  it('are the smallest parts that tell them, called by the identity of what has one', () => {
    const a = {
      memory: 1,
      networks: [
        { id: 'net0', link: true },
        { id: 'net1', link: true },
      ],
      order: ['a'],
    };
    const b = { memory: 1, networks: [{ id: 'net1', link: false }], order: ['b'], more: 2 };
    expect(differencesOf(a, b)).toEqual([
      { path: 'networks.net0', from: { id: 'net0', link: true }, to: undefined },
      { path: 'networks.net1.link', from: true, to: false },
      { path: 'order.0', from: 'a', to: 'b' },
      { path: 'more', from: undefined, to: 2 },
    ]);
    expect(differencesOf(a, structuredClone(a))).toEqual([]);
    expect(differencesOf({ a: null }, { a: { b: 1 } })).toEqual([{ path: 'a', from: null, to: { b: 1 } }]);
  });
});
