import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clear, launch, newHome, type App } from './app';

let app: App;
const home = newHome();

beforeAll(async () => {
  const disk = join(home, 'shop.qcow2');
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '64M']);
  writeFileSync(
    join(home, 'shop.xml'),
    `<domain type='kvm'><name>shop</name><memory unit='MiB'>256</memory><vcpu>1</vcpu>
     <devices><disk type='file'><driver type='qcow2'/><source file='${disk}'/><target dev='vda' bus='virtio'/></disk>
     <tpm model='tpm-crb'/></devices></domain>`,
  );
  app = await launch({ home });
});
afterAll(async () => {
  await app.quit();
  clear(home);
});

describe('importing a machine', () => {
  it('begins on the welcome page, shows what is found and what is left, and ends on the machine’s page', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Import one' }).click();
    const path = page.getByRole('textbox', { name: 'File or folder' });
    await path.fill(join(home, 'shop.xml'));
    await path.press('Tab');
    await page.getByText('What is in its TPM is not taken over: it gets a fresh one.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('shop');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByRole('heading', { name: 'shop' }).waitFor();
    await page.getByText(/64 MiB, .* used · qcow2/).waitFor();
    await page.getByText('What is in its TPM is not taken over: it gets a fresh one.').waitFor();
  });

  it('with a disk that is missing names it, and goes without it only when that is chosen', async () => {
    const { page } = app;
    const lost = join(home, 'data.qcow2');
    const [linked, base] = [join(home, 'linked.qcow2'), join(home, 'base.qcow2')];
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', base, '64M']);
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', base, '-F', 'qcow2', linked]);
    rmSync(base);
    writeFileSync(
      join(home, 'lost.xml'),
      `<domain type='kvm'><name>shop/lost</name><devices>
       <disk type='file'><driver type='qcow2'/><source file='${lost}'/><target dev='vda'/></disk>
       <disk type='file'><driver type='qcow2'/><source file='${linked}'/><target dev='vdb'/></disk></devices></domain>`,
    );
    await page.keyboard.press('Control+n');
    await page.getByRole('button', { name: 'Import one…' }).click();
    const path = page.getByRole('textbox', { name: 'File or folder' });
    await path.fill(join(home, 'lost.xml'));
    await path.press('Tab');
    await page.getByText(lost, { exact: true }).waitFor();
    await page.getByText(linked, { exact: true }).waitFor();
    await page.getByText(`It stands on ${base}, which is missing.`).waitFor();
    const submit = page.getByRole('button', { name: 'Import', exact: true });
    expect(await submit.getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('checkbox', { name: 'Import it without them' }).check();
    await page.getByRole('textbox', { name: 'Name' }).fill('a/b');
    await submit.click();
    await page.getByText('This name can’t be used. It holds a slash.').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('shop-lost');
    await submit.click();
    await page.getByRole('heading', { name: 'shop-lost' }).waitFor();
    await page.getByText(`The disk ${lost} was missing: the machine was imported without it.`).waitFor();
    await page.getByText(`The disk ${linked} stands on ${base}, which was missing`).waitFor();
  });

  it('that can’t be done says why, and the form stays', async () => {
    const { page } = app;
    writeFileSync(join(home, 'letter.xml'), '<letter/>');
    await page.keyboard.press('Control+n');
    await page.getByRole('button', { name: 'Import one…' }).click();
    const path = page.getByRole('textbox', { name: 'File or folder' });
    await path.fill(join(home, 'letter.xml'));
    await path.press('Tab');
    await page
      .getByText(/can’t be understood/)
      .first()
      .waitFor();
    await path.fill(join(home, 'shop.xml'));
    await path.press('Tab');
    await page.getByRole('textbox', { name: 'Name' }).fill('shop');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByText('There is a machine “shop” already').first().waitFor();
    expect(app.complaints).toEqual([]);
  });
});
