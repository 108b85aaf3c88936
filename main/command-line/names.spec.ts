import { describe, expect, it } from 'vitest';
import type { DomainId } from '../../preload/contract';
import { WrongUsage } from './failed';
import { findNamed } from './names';

const machine = (
  id: string,
  name: string,
  driver = 'qemu',
): { id: DomainId; name: string; driver: string } => ({
  id: id as DomainId,
  name,
  driver,
});
const web = machine('aaaa1111-0000-4000-8000-000000000001', 'web');
const other = machine('aaaa2222-0000-4000-8000-000000000002', 'web', 'lxc');
const db = machine('bbbb3333-0000-4000-8000-000000000003', 'db');
const odd = machine('cccc4444-0000-4000-8000-000000000004', 'bbbb');
const all = [web, other, db, odd];

describe('the machine that a word means', () => {
  it('is the one of that name, that id, or whose id begins so', () => {
    expect(findNamed(all, 'db')).toBe(db);
    expect(findNamed(all, other.id)).toBe(other);
    expect(findNamed(all, 'aaaa2')).toBe(other);
  });

  it('is the one of that name before one whose id begins so', () => {
    expect(findNamed(all, 'bbbb')).toBe(odd);
  });

  it('is none where several have the name, or an id that begins so: their ids are told', () => {
    expect(() => findNamed(all, 'web')).toThrow(WrongUsage);
    for (const { id } of [web, other]) expect(() => findNamed(all, 'web')).toThrow(id);
    expect(() => findNamed(all, 'aaaa')).toThrow(WrongUsage);
  });

  it('is none for a word that is no name, nor for an id’s first signs, which say too little', () => {
    for (const word of ['nothing', 'ccc', '']) {
      expect(() => findNamed(all, word)).toThrow(
        expect.objectContaining({ failure: expect.objectContaining({ code: 'machine-not-found' }) }),
      );
    }
    expect(() => findNamed(all, 'DB')).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ next: 'There is “db”.' }) }),
    );
  });
});
