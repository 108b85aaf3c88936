import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostUsbDevices } from './host-devices';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pdk-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const put = (name: string, files: Readonly<Record<string, string>>): void => {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), `${text}\n`);
};

describe('the USB devices of this computer', () => {
  it('are those that are plugged in, without hubs and parts of devices, and say which can be used', async () => {
    put('usb1', { bDeviceClass: '09', idVendor: '1d6b', idProduct: '0002', busnum: '1', devnum: '1' });
    put('1-1', {
      ...{ bDeviceClass: '00', idVendor: '0951', idProduct: '1666', busnum: '1', devnum: '4' },
      ...{ manufacturer: 'Kingston', product: 'DataTraveler 3.0' },
    });
    put('1-1:1.0', { bInterfaceClass: '08' });
    put('1-2', { bDeviceClass: '00', idVendor: '046d', idProduct: 'c52b', busnum: '1', devnum: '12' });
    const files = join(folder, 'files');
    mkdirSync(join(files, '001'), { recursive: true });
    writeFileSync(join(files, '001', '004'), '');
    expect(await hostUsbDevices(folder, files)).toEqual([
      { vendor: 0x0951, product: 0x1666, title: 'Kingston DataTraveler 3.0', usable: true },
      { vendor: 0x046d, product: 0xc52b, title: '', usable: false },
    ]);
    expect(await hostUsbDevices(join(folder, 'nowhere'))).toEqual([]);
  });
});
