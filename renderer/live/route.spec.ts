import { describe, expect, it } from 'vitest';
import { NO_FILTER } from './filter';
import { ALL } from './place';
import { Route } from './route.svelte';

const lab = { kind: 'tag', tag: 'lab' } as const;

describe('the way back', () => {
  it('leads from place to place', () => {
    const route = new Route();
    route.go({ page: 'machines', place: lab });
    route.go({ page: 'machines', place: { kind: 'running' } });
    route.back();
    expect(route.place).toEqual(lab);
    route.back();
    expect(route.place).toEqual(ALL);
    expect(route.canGoBack).toBe(false);
  });

  it('leads back through what was chosen, and not through letters that were typed', () => {
    const route = new Route();
    route.narrow({ ...NO_FILTER, query: 'w' });
    route.narrow({ ...NO_FILTER, query: 'we' });
    route.narrow({ ...NO_FILTER, query: 'we', states: ['running'] });
    route.narrow({ ...NO_FILTER, query: 'we', states: ['running', 'paused'] });
    expect(route.filter.states).toEqual(['running', 'paused']);
    route.back();
    expect(route.filter.states).toEqual(['running']);
    route.back();
    expect(route.filter).toEqual({ ...NO_FILTER, query: 'we' });
    expect(route.canGoBack).toBe(false);
  });

  it('leads from another page to the list as it was narrowed', () => {
    const route = new Route();
    route.narrow({ ...NO_FILTER, tags: ['web'] });
    route.go({ page: 'settings' });
    expect(route.place).toBeNull();
    route.back();
    expect(route.filter.tags).toEqual(['web']);
  });

  it('begins a place that is chosen anew with all of it', () => {
    const route = new Route();
    route.narrow({ ...NO_FILTER, query: 'web' });
    route.go({ page: 'machines', place: ALL });
    expect(route.filter).toEqual(NO_FILTER);
  });
});
