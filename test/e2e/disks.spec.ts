import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clear, forceOff, launch, newHome, type App } from './app';

const MIB = 1024 * 1024;
let app: App;
const home = newHome();
const raw = join(home, 'mine.raw');

/** Creates a machine that uses an image of a person's own, through the create page's own call. */
async function define(name: string, path: string): Promise<void> {
  await app.page.evaluate(
    async ([machine, disk]) => {
      const request = {
        memory: 128 * 1024 * 1024,
        cpus: 1,
        source: { kind: 'disk' as const, path: disk },
        newDisk: null,
        network: false,
      };
      const { paddock } = globalThis as unknown as {
        paddock: { call(name: string, args: unknown): Promise<unknown> };
      };
      await paddock.call('machines.define', { driver: 'qemu', name: machine, start: false, request });
    },
    [name, path] as const,
  );
}

beforeAll(async () => {
  writeFileSync(raw, Buffer.alloc(8 * MIB));
  execFileSync('qemu-io', ['-f', 'raw', '-c', 'write -P 7 0 1M', raw], { stdio: 'pipe' });
  app = await launch({ home });
  await define('web', raw);
  await app.page.getByText('web', { exact: true }).first().dblclick();
  await app.page.getByRole('heading', { name: 'Disks' }).waitFor();
});
afterAll(async () => {
  await app.quit();
  clear(home);
});

const menuOf = async (disk: string, action: string | RegExp): Promise<void> => {
  await app.page.getByRole('button', { name: `More for the disk “${disk}”` }).click();
  await app.page.getByRole('menuitem', { name: action }).click();
};

describe('a machine’s disks', () => {
  it('are shown with their size, use and path, and converted by a choice in their menu', async () => {
    const { page } = app;
    await page.getByText(/8 MiB, .* used · raw/).waitFor();
    await menuOf('mine.raw', 'Convert to qcow2…');
    await page.getByRole('button', { name: 'Convert', exact: true }).click();
    await page.getByText(/8 MiB, .* used · qcow2/).waitFor();
    expect(existsSync(raw)).toBe(true);
  });

  it('are enlarged, checked, and exported to a file of one’s choice', async () => {
    const { page } = app;
    await menuOf('disk0.qcow2', 'Enlarge…');
    await page.getByRole('spinbutton', { name: 'Size' }).fill('99999999999');
    await page.getByText(/^Enter 1 to 65.?536\.$/).waitFor();
    await page.getByRole('spinbutton', { name: 'Size' }).fill('2');
    await page.getByRole('button', { name: 'Enlarge', exact: true }).click();
    await page.getByText(/^2 GiB, /).waitFor();
    await menuOf('disk0.qcow2', 'Check…');
    await page.getByText('The disk is sound.').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await menuOf('disk0.qcow2', 'Export…');
    await page.getByRole('radio', { name: 'vmdk' }).check({ force: true });
    const to = join(home, 'web.vmdk');
    await page.getByRole('textbox', { name: 'File' }).fill(to);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await expect.poll(() => existsSync(to), { timeout: 30_000 }).toBe(true);
  });

  it('of a linked copy say what they stand on, and those beneath who stands on them', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'More operations' }).click();
    await page.getByRole('menuitem', { name: /Copy/ }).click();
    await page.getByRole('radio', { name: 'Linked' }).check({ force: true });
    await page.getByRole('textbox', { name: 'Name of the copy' }).fill('linked');
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('Must stay as it is: stood on by').waitFor();
    await page.getByRole('button', { name: 'More operations' }).click();
    await page.getByRole('menuitem', { name: /^Delete/ }).click();
    await page.getByText(/^Still needed by: “linked”\./).waitFor();
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByRole('button', { name: 'linked', exact: true }).click();
    await page.getByText(/Linked: holds only what differs from/).waitFor();
    await menuOf('disk0.qcow2', 'Make it stand alone…');
    await page.getByRole('button', { name: 'Make it stand alone', exact: true }).click();
    await expect.poll(() => page.getByText(/Linked: holds only/).count(), { timeout: 30_000 }).toBe(0);
    expect(app.complaints).toEqual([]);
  });
});

describe('a machine’s snapshots', () => {
  it('are taken, renamed, gone back to, and made machines of, and the tree shows where one is', async () => {
    const { page } = app;
    const menu = async (snapshot: string, action: string): Promise<void> => {
      await page.getByRole('button', { name: `More for the snapshot “${snapshot}”` }).click();
      await page.getByRole('menuitem', { name: action }).click();
    };
    await page.getByRole('tab', { name: 'Snapshots' }).click();
    for (const name of ['first', 'second']) {
      await page.getByRole('button', { name: 'Take a snapshot…' }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill(name);
      await page.getByRole('button', { name: 'Take it' }).click();
      await page.getByRole('button', { name: `More for the snapshot “${name}”` }).waitFor();
    }
    await menu('first', 'Rename…');
    await page.getByRole('textbox', { name: 'Name' }).fill('the first');
    await page.getByRole('textbox', { name: 'Note' }).fill('before all');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('before all').waitFor();
    await page.getByRole('button', { name: 'Go back' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click();
    const line = page.getByRole('listitem').filter({ hasText: 'the first' });
    await line.getByText('You are here').waitFor();
    await menu('the first', 'New machine from this…');
    await page.getByRole('textbox', { name: 'Name of the new machine' }).fill('branch');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('“branch” is ready.').first().waitFor();
    expect(app.complaints).toEqual([]);
  });

  it('that a raw disk can’t hold are offered by converting it', async () => {
    const { page } = app;
    writeFileSync(join(home, 'other.raw'), Buffer.alloc(MIB));
    await define('other', join(home, 'other.raw'));
    await page.getByRole('button', { name: 'All machines' }).click();
    await page.getByText('other', { exact: true }).first().dblclick();
    await page.getByRole('tab', { name: 'Snapshots' }).click();
    await page.getByRole('button', { name: 'Convert other.raw to qcow2…' }).click();
    await page.getByRole('button', { name: 'Convert', exact: true }).click();
    await page.getByRole('button', { name: 'Take a snapshot…' }).waitFor();
    expect(app.complaints).toEqual([]);
  });

  it('that takes long to be taken holds nothing up, and is told of when it is there', async () => {
    const { page } = app;
    await page.evaluate(async () => {
      const request = { memory: 512 * 1024 * 1024, cpus: 1, system: 'debian', pace: 4000 };
      const { paddock } = globalThis as unknown as {
        paddock: { call(name: string, args: unknown): Promise<unknown> };
      };
      await paddock.call('machines.define', { driver: 'test', name: 'slow', start: false, request });
    });
    await page.getByRole('button', { name: 'All machines' }).click();
    await page.getByText('slow', { exact: true }).first().dblclick();
    await page.getByRole('tab', { name: 'Snapshots' }).click();
    await page.getByRole('button', { name: 'Take a snapshot…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('late');
    await page.getByRole('button', { name: 'Take it' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Saving its disk').first().waitFor();
    expect(await page.getByRole('button', { name: 'More for the snapshot “late”' }).count()).toBe(0);
    await page.getByRole('button', { name: 'All machines' }).click();
    await page.getByText('The snapshot “late” was taken.').first().waitFor();
    expect(app.complaints).toEqual([]);
  });
});

describe('what failed with a disk that another machine has', () => {
  it('stands on the page without a button that would start the machine instead', async () => {
    const { page } = app;
    const shared = join(home, 'shared.raw');
    writeFileSync(shared, Buffer.alloc(MIB));
    await define('holder', shared);
    await define('second', shared);
    await page.getByRole('button', { name: 'All machines' }).click();
    await page.getByText('holder', { exact: true }).first().dblclick();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.getByRole('button', { name: 'All machines' }).click();
    await page.getByText('second', { exact: true }).first().dblclick();
    const refused = page
      .getByRole('alert')
      .filter({ hasText: /in use by the machine “holder”/ })
      .first();

    await menuOf('shared.raw', 'Convert to qcow2…');
    await page.getByRole('button', { name: 'Convert', exact: true }).click();
    await refused.waitFor();
    // Where it was refused before the dialog went it is told there.
    if (await page.getByRole('dialog').count()) await page.keyboard.press('Escape');
    await refused.waitFor();
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);

    await page.getByRole('button', { name: 'More operations' }).click();
    await page.getByRole('menuitem', { name: /keep nothing/ }).click();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.getByRole('button', { name: 'All machines' }).click();
    await page.getByText('holder', { exact: true }).first().dblclick();
    await forceOff(page);
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
    await page.getByRole('button', { name: 'All machines' }).click();
    await page.getByText('second', { exact: true }).first().dblclick();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Nothing is kept').first().waitFor();
    await forceOff(page);
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
    expect(app.complaints).toEqual([]);
  });
});
