import { describe, expect, it } from 'vitest';
import { DomainIdSchema } from '../domains/definition';
import { Places } from './places';

const web = DomainIdSchema.parse('8c1f7f0e-1c0f-4a53-9d0a-000000000001');
const shop = DomainIdSchema.parse('8c1f7f0e-1c0f-4a53-9d0a-000000000002');

function places(): Places<{ readonly name: string }> {
  const made = new Places<{ readonly name: string }>(({ name }) => name);
  made.set(web, { name: 'web' });
  made.set(shop, { name: 'shop' });
  return made;
}

describe('Which thing of a hypervisor’s a machine is', () => {
  it('is found by where it is', () => {
    expect(places().at({ name: 'shop' })).toBe(shop);
    expect(places().at({ name: 'mail' })).toBeUndefined();
  });

  it('is found where it is now and nowhere else, whoever was there before', () => {
    const some = places();
    some.set(shop, { name: 'web' }); // both, for a moment
    some.set(web, { name: 'site' });
    expect(some.at({ name: 'shop' })).toBeUndefined();
    expect(some.at({ name: 'web' })).toBe(shop);
    some.delete(shop);
    expect(some.at({ name: 'web' })).toBeUndefined();
    expect(some.at({ name: 'site' })).toBe(web);
  });

  it('is told to be missing once, and is nowhere then', () => {
    const some = places();
    expect(some.takeMissing(({ name }) => name === 'web')).toEqual([shop]);
    expect(some.takeMissing(({ name }) => name === 'web')).toEqual([]);
    expect(some.get(shop)).toBeUndefined();
  });

  it('is not missing while Paddock itself moves it', async () => {
    const some = places();
    await some.moving(web, { name: 'site' }, async () => {
      expect(some.takeMissing(() => false)).toEqual([shop]);
      expect(some.isMoving(web)).toBe(true);
    });
    expect(some.get(web)).toEqual({ name: 'site' });
    expect(some.isMoving(web)).toBe(false);
  });

  it('is what it was where a move fails', async () => {
    const some = places();
    await expect(some.moving(web, { name: 'site' }, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(some.get(web)).toEqual({ name: 'web' });
  });

  it('is where it was made before it may be missed', async () => {
    const some = places();
    const made = some.making(web, { name: 'planned' }, async () => ({ name: 'made' }));
    const asked: unknown[] = [];
    // Looks at each turn, as what is told of other tools' doing may come at any.
    for (let turn = 0; turn < 10; turn++) {
      await Promise.resolve();
      if (!some.isMoving(web)) asked.push(some.get(web));
    }
    expect(await made).toEqual({ name: 'made' });
    expect(new Set(asked)).toEqual(new Set([{ name: 'made' }]));
  });
});
