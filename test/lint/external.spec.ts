import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const files = readdirSync('main', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .map((file) => ({ file, text: readFileSync(`main/${file}`, 'utf8') }));

describe('what is in no bundle', () => {
  it('is required, not imported as main runs: what was compiled before can’t do that', () => {
    const packages = Object.keys(dependencies);
    expect(packages).not.toEqual([]);
    const importing = files.filter(({ text }) =>
      packages.some((name) => new RegExp(`(?<!typeof )import\\(['"]${name}['"]\\)`).test(text)),
    );
    expect(importing.map(({ file }) => file)).toEqual([]);
  });
});
