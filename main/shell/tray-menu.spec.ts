import { describe, expect, it } from 'vitest';
import type { MachineRow } from '../../preload/contract';
import type { ActiveMachines } from '../ipc/active-machines';
import { newDomainId } from '../domains/definition';
import { speak } from './text/text';
import { trayMenu, type TrayItem } from './tray-menu';

const english = speak('en');

function row(name: string, state: MachineRow['state'], allows: MachineRow['allows']): MachineRow {
  return {
    id: newDomainId(),
    driver: 'test',
    version: 1,
    name,
    state,
    reason: null,
    since: null,
    job: null,
    failure: null,
    tags: [],
    keeps: 'disks',
    memoryBytes: null,
    cpus: null,
    addresses: [],
    accelerator: null,
    disposable: false,
    server: null,
    createdAt: '2026-11-01T09:00:00.000Z',
    allows,
  };
}

const active = (first: MachineRow[], count = first.length): ActiveMachines => ({
  first,
  count,
  canSuspend: true,
});

const labels = (items: readonly TrayItem[]): string[] =>
  items.flatMap((item) => (item.kind === 'separator' ? [] : [item.label]));

describe('the tray’s menu', () => {
  it('has the active machines, each with what it allows', () => {
    const items = trayMenu(
      active([
        row('db', 'paused', ['resume', 'destroy']),
        row('web', 'running', ['suspend', 'shutdown', 'destroy', 'reboot']),
      ]),
      english,
    );
    expect(labels(items)).toEqual([
      'Open Paddock',
      '❚❚  db',
      '▶  web',
      'Pause all',
      'New machine…',
      'Quit (machines run on)',
    ]);
    const web = items.find((item) => item.kind === 'menu' && item.label.endsWith('web'));
    expect(web?.kind === 'menu' && labels(web.items)).toEqual([
      'Open console',
      'Pause',
      'Shut down',
      'Force off',
    ]);
  });

  it('says so where nothing runs, and can’t pause nothing', () => {
    const items = trayMenu({ first: [], count: 0, canSuspend: false }, english);
    expect(labels(items)).toContain('No machine is running');
    expect(items).toContainEqual(expect.objectContaining({ label: 'Pause all', enabled: false }));
  });

  it('stays short with many machines', () => {
    const items = trayMenu(active([row('m', 'running', ['suspend'])], 500), english);
    expect(labels(items)).toContain('499 more…');
  });

  it('speaks the language asked for', () => {
    const items = trayMenu(active([row('web', 'running', ['suspend'])]), speak('de'));
    expect(labels(items)).toContain('Alle anhalten');
    expect(items.flatMap((item) => (item.kind === 'menu' ? labels(item.items) : []))).toEqual([
      'Konsole öffnen',
      'Anhalten',
    ]);
  });
});
