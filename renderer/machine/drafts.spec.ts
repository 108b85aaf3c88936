import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { DomainId } from '../../preload/contract';
import { Drafts, restoreDrafts, saveDrafts, type Draft } from './drafts.svelte';

const web = '8c1f7f0e-1c0f-4a53-9d0a-000000000001' as DomainId;
const shop = '8c1f7f0e-1c0f-4a53-9d0a-000000000002' as DomainId;

class Note implements Draft {
  text = '';
  get isChanged(): boolean {
    return this.text !== '';
  }
  save(): string {
    return this.text;
  }
  restore(saved: unknown): void {
    this.text = String(saved);
  }
}

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => kept.delete(key),
  });
});

describe('What is filled in of machines and not saved', () => {
  it('is the same form each time, and is kept where something was changed', () => {
    const notes = new Drafts('notes', () => new Note());
    notes.of(web).text = 'half filled';
    expect(notes.of(web).text).toBe('half filled');
    expect(notes.of(shop).text).toBe('');
    const kept = saveDrafts();
    expect(JSON.parse(kept)).toContainEqual(['notes', [[web, 'half filled']]]);

    const again = new Drafts('notes', () => new Note());
    restoreDrafts(kept);
    expect(again.of(web).text).toBe('half filled');
  });

  it('waits for the page of its kind, and is kept until then', () => {
    restoreDrafts(JSON.stringify([['late', [[web, 'early']]]]));
    expect(JSON.parse(saveDrafts())).toContainEqual(['late', [[web, 'early']]]);
    const late = new Drafts('late', () => new Note());
    expect(late.of(web).text).toBe('early');
  });

  it('is nothing where what was kept can’t be read', () => {
    expect(() => restoreDrafts('{')).not.toThrow();
  });
});
