import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const OUT = join(import.meta.dirname, '..', '..', 'out');

/** A built file of main, and all that it requires as it begins: not what it requires later, in a function. */
function required(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, other = ''] of readFileSync(file, 'utf8').matchAll(/^(?:.* = )?require\("(\.\/[^"]+)"\);$/gm))
    required(join(dirname(file), other), found);
  return found;
}

describe('before the window is there', () => {
  it('no driver and no handler of a call is read', () => {
    const files = [...required(join(OUT, 'main', 'index.js'))];
    expect(files.length).toBeGreaterThan(2);
    // Main is not minified: what it was made of stands above each part.
    const parts = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^\/\/ (main\/\S+)/gm)].map(([, part]) => part),
    );
    expect(parts).toContain('main/shell/window.ts');
    expect(
      parts.filter((part) => /^main\/(drivers|hypervisor|consoles)\/|handlers/.test(part ?? '')),
    ).toEqual([]);
  });

  it('no texts of another language are read, nor the form of a new machine', () => {
    const renderer = join(OUT, 'renderer');
    const page = readFileSync(join(renderer, 'index.html'), 'utf8');
    const scripts = [...page.matchAll(/"\.\/(assets\/[^"]+\.js)"/g)].map(([, file = '']) =>
      readFileSync(join(renderer, file), 'utf8'),
    );
    expect(scripts.length).toBeGreaterThan(1);
    expect(scripts.filter((text) => text.includes('Welcome to Paddock'))).toHaveLength(1);
    expect(scripts.filter((text) => /Willkommen bei Paddock|create-cloud-on/.test(text))).toEqual([]);
  });
});

describe('at each start', () => {
  const built = readdirSync(OUT, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.js'),
  );
  const read = (file: string): string => readFileSync(join(OUT, file), 'utf8');

  it('no script has to be decoded: all are ASCII', () => {
    expect(built.length).toBeGreaterThan(10);
    expect(built.filter((file) => /[^\0-\x7f]/.test(read(file)))).toEqual([]);
  });

  it('what speaks to servers elsewhere is not read, as most people have none', () => {
    const app = built.find((file) => /^main\/chunks\/app-/.test(file)) ?? '';
    const files = [...required(join(OUT, app))].map((file) => readFileSync(file, 'utf8'));
    expect(files.join('')).toContain('incus');
    expect(files.filter((text) => /require\("(node:)?https?"\)/.test(text))).toEqual([]);
  });
});
