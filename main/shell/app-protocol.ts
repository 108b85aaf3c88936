import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol } from 'electron';
import type { Language } from '../../text/languages';

const SCHEME = 'paddock-app';
export const APP_ORIGIN = `${SCHEME}://app`;
export const APP_URL = `${APP_ORIGIN}/index.html`;

/** What the window may load: its own files, and pictures that it makes itself. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const HEADERS = { 'Content-Security-Policy': CONTENT_POLICY, 'X-Content-Type-Options': 'nosniff' };

/** Before `ready`: makes the app's scheme an origin of its own, as https is. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** The file below `folder` that an address names, or null where it names none, or one outside. */
export function fileFor(address: string, folder: string): string | null {
  let path: string;
  try {
    const url = new URL(address);
    if (`${url.protocol}//${url.host}` !== APP_ORIGIN) return null;
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  const file = normalize(join(folder, path));
  return file.startsWith(folder + sep) && extname(file) in TYPES ? file : null;
}

/** A page that says which language it speaks, and names the script that has all its texts: English is in the first. */
export function inLanguage(page: Buffer, language: Language): Buffer {
  const script = `<link rel="modulepreload" crossorigin href="./assets/spoken-${language}.js">`;
  const said = page.toString('utf8').replace(/<html lang="\w+"/, `<html lang="${language}"`);
  return Buffer.from(language === 'en' ? said : said.replace('</head>', `${script}</head>`));
}

/** What a page names that has to be there before anything of it runs. */
export function namedIn(page: string): string[] {
  return [...page.matchAll(/ (?:src|href)="\.\/([^"]+)"/g)].map(([, file = '']) => `${APP_ORIGIN}/${file}`);
}

/**
 * Serves the window's files, and nothing else, under the app's own origin. Its page names the language that is spoken now:
 * the window starts in it. Settles when the page and all that it names have been handed out for the first time: until then
 * the window waits for main, and from then on it is busy with itself for a while.
 */
export function serveApp(folder: string, language: () => Language): Promise<void> {
  const awaited = new Set([APP_URL]);
  let handedOut: () => void;
  const served = new Promise<void>((resolve) => (handedOut = resolve));
  const handOut = (address: string, body: Buffer): void => {
    if (!awaited.delete(address)) return;
    if (address === APP_URL) for (const file of namedIn(body.toString('utf8'))) awaited.add(file);
    if (awaited.size === 0) handedOut();
  };
  const answer = async (address: string): Promise<{ status: number; type: string; body: Buffer }> => {
    const file = fileFor(address, folder);
    const stored = file && (await readFile(file).catch(() => null));
    const body = stored && extname(file) === '.html' ? inLanguage(stored, language()) : stored;
    if (!file || !body)
      return { status: 404, type: 'text/plain', body: Buffer.from('There is no such file.') };
    return { status: 200, type: TYPES[extname(file)] ?? 'application/octet-stream', body };
  };
  // protocol.handle came with Electron 25, and what it replaces will go.
  if (typeof protocol.handle === 'function') {
    protocol.handle(SCHEME, async ({ url }) => {
      const { status, type, body } = await answer(url);
      handOut(url, body);
      return new Response(new Uint8Array(body), { status, headers: { ...HEADERS, 'Content-Type': type } });
    });
    return served;
  }
  protocol.registerBufferProtocol(SCHEME, ({ url }, respond) => {
    void answer(url).then(({ status, type, body }) => {
      respond({
        statusCode: status,
        mimeType: type.split(';')[0],
        charset: 'utf-8',
        headers: HEADERS,
        data: body,
      });
      handOut(url, body);
    });
  });
  return served;
}
