import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('the gallery has a piece for every component of ui/, and for nothing else', () => {
  const components = readdirSync(join(import.meta.dirname, '..', '..', 'ui')).filter((file) =>
    file.endsWith('.svelte'),
  );
  expect(readdirSync(join(import.meta.dirname, 'pieces')).sort()).toEqual(components.sort());
});
