import { describe, expect, it, vi } from 'vitest';
import type { MachineRow } from '../../preload/contract';
import { fakeRow } from '../testing/fake-rows';
import { find } from './commands';
import { KnownMachines } from './known-machines';

// The window keeps there how the list is looked at.
vi.hoisted(() => vi.stubGlobal('localStorage', { getItem: () => null }));

let number = 0;
const row = (name: string, state: MachineRow['state'], allows: MachineRow['allows']): MachineRow =>
  fakeRow(number++, { driver: 'test', name, state, allows, tags: ['lab'] });
const rows = [
  row('web', 'shutoff', ['start', 'undefine']),
  row('web-2', 'running', ['suspend', 'shutdown']),
  row('database', 'running', ['suspend']),
];
const known = new KnownMachines(rows);
const labels = (query: string): string[] => find(query, known).map(({ label }) => label);

describe('what is found by its name', () => {
  it('is a page, a machine, or something to do to one', () => {
    expect(labels('settings')[0]).toBe('Settings');
    expect(labels('datab')[0]).toBe('database');
    expect(labels('start web')).toContain('Start: web');
    expect(labels('pause 2')).toContain('Pause: web-2');
    expect(labels('snap base')).toContain('Snapshots: database');
    expect(labels('pause')).toEqual(expect.arrayContaining(['Pause: web-2', 'Pause: database']));
    expect(labels('pictures')).toEqual(['Show as pictures']);
    expect(labels('open web')).toContain('Open console: web-2');
  });

  it('is a part of the settings, or of a machine’s page', () => {
    expect(labels('shortcuts')).toEqual(['Settings: Shortcuts']);
    expect(labels('snap web')).toContain('Snapshots: web');
    expect(labels('keys')[0]).toBe('Keys');
  });

  it('is the deleting of a machine that can be deleted', () => {
    expect(labels('delete web')).toContain('Delete: web');
    expect(labels('delete web')).not.toContain('Delete: web-2');
  });

  it('is a place of the sidebar', () => expect(labels('show lab')).toEqual(['Show: lab']));

  it('leaves out what can’t be done now', () => {
    expect(labels('start web')).not.toContain('Start: web-2');
    expect(labels('open web')).not.toContain('Open console: web');
    expect(labels('zzz')).toEqual([]);
  });

  it('is what can be done to those that are selected, where some are', () => {
    const found = find('start sel', known, rows.slice(0, 2)).map(({ label }) => label);
    expect(found).toContain('Start: the 2 selected');
    expect(find('resume sel', known, rows.slice(0, 2)).map(({ label }) => label)).not.toContain(
      'Resume: the 2 selected',
    );
    expect(labels('selected')).toEqual([]);
  });

  it('begins with the pages, and never with more than one can read', () => {
    const many = new KnownMachines(
      Array.from({ length: 10_000 }, (_, at) => row(`machine-${at}`, 'shutoff', ['start'])),
    );
    expect(find('', many)[0]?.label).toBe('Create a machine');
    expect(find('start machine', many)).toHaveLength(50);
    // Those that are meant are found behind thousands that only have the letters.
    expect(find('start machine 9876', many)[0]?.label).toBe('Start: machine-9876');
    expect(find('9999', many)[0]?.label).toBe('machine-9999');
  });

  it('is found without its accents, and by some of its letters', () => {
    const some = new KnownMachines([row('Übungsrechner', 'shutoff', []), row('web-frontend', 'shutoff', [])]);
    expect(find('ubung', some)[0]?.label).toBe('Übungsrechner');
    expect(find('wbfr', some)[0]?.label).toBe('web-frontend');
    expect(find('front web', some)[0]?.label).toBe('web-frontend');
  });
});
