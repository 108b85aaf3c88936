const STANDARD_PORT = 8443;

/** Where a server elsewhere is. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Reads `host`, `host:port`, `[::1]:port` or the URL of one; null where it is none of them. */
export function parseAddress(text: string): Address | null {
  const bare = text
    .trim()
    .replace(/^https:\/\//i, '')
    .replace(/\/+$/, '');
  const isBareV6 = /^[0-9a-f:]+$/i.test(bare) && bare.split(':').length > 2;
  try {
    const url = new URL(`https://${isBareV6 ? `[${bare}]` : bare}`);
    if (url.pathname !== '/' || url.search || url.username || url.hostname === '') return null;
    const isNamed = /:443$/.test(bare);
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port ? Number(url.port) : isNamed ? 443 : STANDARD_PORT,
    };
  } catch {
    return null;
  }
}

export function writeAddress({ host, port }: Address): string {
  return `${urlHost(host)}:${port}`;
}

/** As it stands in a URL. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
