import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress, writeAddress, type Address } from './address';
import { IncusClient } from './client';
import { credentialsIn, type Credentials } from './credentials';
import { handshake, httpsEndpoint } from './endpoint';

describe('The address of a server', () => {
  it('is read as people write it', () => {
    const read = (text: string): string | null => {
      const address = parseAddress(text);
      return address && writeAddress(address);
    };
    expect(read('lab')).toBe('lab:8443');
    expect(read(' https://lab.example:9443/ ')).toBe('lab.example:9443');
    expect(read('lab:443')).toBe('lab:443');
    expect(read('fd00::7')).toBe('[fd00::7]:8443');
    expect(read('[fd00::7]:443')).toBe('[fd00::7]:443');
    for (const wrong of ['', 'lab/path', 'a b', 'lab:port', 'me@lab']) expect(read(wrong)).toBeNull();
  });
});

describe('A server elsewhere', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pdk-'));
  const asked: string[] = [];
  let server: Server;
  let address: Address;
  let own: Credentials;
  beforeAll(async () => {
    own = await credentialsIn(folder, 'some_host.local');
    server = createServer({ ...own, requestCert: true, rejectUnauthorized: false }, (request, response) => {
      asked.push(request.url ?? '');
      response.end(JSON.stringify({ type: 'sync', metadata: { auth: 'trusted' } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const ask = async (fingerprint: string): Promise<unknown> => {
    const client = new IncusClient(httpsEndpoint(address, own, fingerprint));
    try {
      return (await client.run({ method: 'GET', path: '/1.0', doing: 'ask' })).status_code;
    } finally {
      client.close();
    }
  };

  it('is spoken to where it has the certificate that is trusted', async () => {
    const { socket, fingerprint } = await handshake(address, null);
    socket.destroy();
    expect(await ask(fingerprint)).toBe(200);
    expect(asked).toEqual(['/1.0']);
  });

  it('is sent nothing where it has another', async () => {
    asked.length = 0;
    await expect(ask('00'.repeat(32))).rejects.toMatchObject({ failure: { code: 'not-trusted' } });
    expect(asked).toEqual([]);
  });

  it('knows this Paddock by the same certificate each time', async () => {
    expect(await credentialsIn(folder, 'renamed')).toEqual(own);
  });
});
