import { describe, expect, it } from 'vitest';
import { importProblem } from './layers.mjs';

const value = { relative: true, typeOnly: false, names: [] };
const types = { relative: true, typeOnly: true, names: [] };
const electron = (...names) => ({ relative: false, typeOnly: false, names });

describe('the layers rule', () => {
  it.each([
    ['main/domains/domain.ts', 'main/domains/lock'],
    ['main/drivers/qemu/driver.ts', 'main/domains/failure'],
    ['main/drivers/qemu/driver.ts', 'main/drivers/qemu/qmp'],
    ['main/hypervisor/hypervisor.ts', 'main/drivers/driver'],
    ['main/ipc/handlers.ts', 'main/hypervisor/hypervisor'],
    ['renderer/machine/Page.svelte', 'renderer/ui/Button.svelte'],
    ['preload/contract.ts', 'main/drivers/qemu/config'],
  ])('lets %s import %s, which lies below it', (file, target) => {
    expect(importProblem(file, target, value)).toBeUndefined();
  });

  it.each([
    ['main/domains/domain.ts', 'main/drivers/driver'],
    ['main/domains/store.ts', 'main/hypervisor/hypervisor'],
    ['main/drivers/qemu/driver.ts', 'main/drivers/test/driver'],
    ['main/drivers/qemu/driver.ts', 'main/hypervisor/hypervisor'],
    ['main/hypervisor/hypervisor.ts', 'main/drivers/qemu/driver'],
    ['main/hypervisor/hypervisor.ts', 'main/ipc/router'],
    ['renderer/App.svelte', 'main/hypervisor/hypervisor'],
    ['preload/contract.ts', 'main/domains/domain-list'],
  ])('keeps %s from importing %s', (file, target) => {
    expect(importProblem(file, target, value)).toMatch(/may not import/);
  });

  it('lets the renderer and the preload take types of the contract, and nothing more', () => {
    for (const file of ['renderer/App.svelte', 'preload/index.ts']) {
      expect(importProblem(file, 'preload/contract', types)).toBeUndefined();
      expect(importProblem(file, 'preload/contract', value)).toMatch(/import type/);
    }
  });

  it('lets the window’s fake world alone take the settings as they come', () => {
    const target = 'preload/contract/default-settings';
    expect(importProblem('renderer/testing/fake-bridge.ts', target, value)).toBeUndefined();
    expect(importProblem('renderer/App.svelte', target, value)).toMatch(/may not import/);
  });

  it('keeps what a command starts with light: no schemas, no drivers, no desktop', () => {
    const client = 'main/command-line/client.ts';
    expect(importProblem(client, 'preload/contract', types)).toBeUndefined();
    for (const heavy of ['preload/contract', 'main/hypervisor/hypervisor', 'main/domains/failure']) {
      expect(importProblem(client, heavy, value), heavy).toBeDefined();
    }
    expect(importProblem('main/command-line/alone.ts', 'main/drivers', value)).toBeUndefined();
    expect(importProblem('main/command-line/alone.ts', 'electron', electron('app'))).toMatch(/electron/);
    expect(importProblem('main/ipc/machine-handlers.ts', 'electron', electron('clipboard'))).toMatch(
      /electron/,
    );
  });

  it('keeps electron out of the layers below the desktop', () => {
    expect(importProblem('main/drivers/qemu/driver.ts', 'electron', electron('app'))).toMatch(/electron/);
    expect(importProblem('renderer/App.svelte', 'electron', electron('shell'))).toMatch(/electron/);
    expect(importProblem('main/shell/window.ts', 'electron', electron('BrowserWindow'))).toBeUndefined();
  });

  it('lets only the router import ipcMain', () => {
    expect(importProblem('main/ipc/handlers.ts', 'electron', electron('ipcMain'))).toMatch(
      /Only main\/ipc\/router/,
    );
    expect(importProblem('main/index.ts', 'electron', electron('app', 'ipcMain'))).toMatch(/ipcMain/);
    expect(importProblem('main/ipc/router.ts', 'electron', electron('ipcMain'))).toBeUndefined();
  });
});
