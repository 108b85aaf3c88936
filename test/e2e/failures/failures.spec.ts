import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FailureCode } from '../../../main/domains/failure';
import type { DomainId, MachineDetail } from '../../../preload/contract';
import { clear, expectVisible, forceOff, launch, type App } from '../app';
import { call } from '../tour';

const MIB = 1024 * 1024;
let app: App;
beforeAll(async () => {
  app = await launch();
});
afterEach(() => expect(app.complaints).toEqual([]));
afterAll(async () => {
  await app.quit();
  clear(app.home);
});

/** What a call answers; throws where it is a failure. */
async function ask<T>(name: string, args: unknown): Promise<T> {
  const answer = (await call(app.page, name, args)) as
    { ok: true; value: T } | { ok: false; failure: unknown };
  if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
  return answer.value;
}

/** A QEMU machine with an image of a person's own, off, and its page open. */
async function machineWith(name: string, image: string): Promise<DomainId> {
  const source = { kind: 'disk', path: image };
  const request = { memory: 64 * MIB, cpus: 1, source, newDisk: null, network: true };
  const { id } = await ask<{ id: DomainId }>('machines.define', {
    driver: 'qemu',
    name,
    start: false,
    request,
  });
  await open(name);
  return id;
}

async function open(name: string): Promise<void> {
  await app.page.getByRole('button', { name: /^All machines/ }).click();
  await app.page.getByRole('row').getByText(name, { exact: true }).dblclick();
  await expectVisible(app.page.getByRole('heading', { name, exact: true }));
}

const image = (name: string): string => {
  const path = join(app.home, name);
  writeFileSync(path, Buffer.alloc(MIB));
  return path;
};
const press = (name: string): Promise<void> => app.page.getByRole('button', { name, exact: true }).click();

/** The card that tells a failure of this kind: what happened, and what to do next. */
async function told(code: FailureCode, ...words: RegExp[]): Promise<void> {
  const card = app.page.locator(`[data-code="${code}"]`).first();
  await expectVisible(card);
  for (const one of words) await expectVisible(card.getByText(one));
}

describe('what goes wrong is told where it happened: what, why, and what to do', () => {
  it('an image that is not there any more (file-missing)', async () => {
    const path = image('gone.raw');
    await machineWith('gone', path);
    rmSync(path);
    await press('Start');
    await told('file-missing', /^Could not start: .*gone\.raw is not there/);
  });

  it('an image that another machine uses (file-in-use), with that one’s name', async () => {
    const shared = image('shared.raw');
    await machineWith('holder', shared);
    await machineWith('second', shared);
    await open('holder');
    await press('Start');
    await expectVisible(app.page.locator('.pill[data-state="running"]'));
    await open('second');
    await press('Start');
    await told('file-in-use', /holder/);
    await open('holder');
    await forceOff(app.page);
    await expectVisible(app.page.locator('.pill[data-state="shutoff"]'));
  });

  it('a file that would be written over (file-exists), in the dialog that asked', async () => {
    await machineWith('exported', image('exported.raw'));
    const there = image('there.qcow2');
    await app.page.getByRole('button', { name: 'More for the disk “exported.raw”' }).click();
    await app.page.getByRole('menuitem', { name: 'Export…' }).click();
    const dialog = app.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(there);
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await expectVisible(dialog.locator('[data-code="file-exists"]').getByText(/there\.qcow2/));
    await app.page.keyboard.press('Escape');
  });

  it('a port that another program has (port-taken)', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const id = await machineWith('forwards', image('forwards.raw'));
    const { editable } = await ask<MachineDetail>('machine.detail', { id });
    if (editable?.driver !== 'qemu') throw new Error('no form of QEMU’s');
    const { hardware } = editable;
    const networks = hardware.networks.map((card) => ({
      ...card,
      forwards: [{ protocol: 'tcp' as const, hostPort: port, guestPort: 22 }],
    }));
    await ask('machine.redefine', { id, editable: { ...editable, hardware: { ...hardware, networks } } });
    await press('Start');
    await told('port-taken', new RegExp(String(port)));
    server.close();
  });

  it('a start that the hypervisor refuses (program-failed), with the program’s last words', async () => {
    await ask('settings.set', { demo: true });
    await open('never-starts');
    await press('Start');
    await told('program-failed');
    await app.page.locator('[data-code="program-failed"]').getByRole('button', { name: 'Details' }).click();
    await told('program-failed', /could not start: as requested/);
  });

  it('a guest that does not listen (guest-not-listening), with forcing it off beside it', async () => {
    await open('stubborn');
    await press('Shut down');
    const card = app.page.locator('[data-code="guest-not-listening"]');
    await expectVisible(card, 60_000);
    await expectVisible(card.getByRole('button', { name: /Force off/ }));
  });

  it('a definition that was changed meanwhile (wrong-state), and what was written stays', async () => {
    const id = await machineWith('edited', image('edited.raw'));
    await app.page.keyboard.press('Alt+7');
    const editor = app.page.getByRole('textbox', { name: 'Definition' });
    await editor.click();
    await app.page.keyboard.press('Control+Home');
    await app.page.keyboard.press('ArrowDown');
    await app.page.keyboard.press('Home');
    await app.page.keyboard.type(' ');
    await ask('machine.redefine', { id, description: 'by another' });
    await press('Save');
    await told('wrong-state', /changed meanwhile/);
  });
});
