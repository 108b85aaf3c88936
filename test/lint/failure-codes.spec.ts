import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAILURE_CODES } from '../../main/domains/failure';
import { SHOWN } from '../e2e/failures/table';

describe('every kind of failure', () => {
  it.each(FAILURE_CODES)('is brought about by a spec: %s', (code) => {
    const shown = SHOWN[code];
    const spec = 'onScreen' in shown ? shown.onScreen : shown.spec;
    expect(existsSync(spec), `${spec} is not there`).toBe(true);
    expect(readFileSync(spec, 'utf8'), `${spec} says nothing of ${code}`).toMatch(
      new RegExp(`['"(]${code}[')"]`),
    );
  });

  it('is shown on the screen by a spec of the window, or says why not', () => {
    for (const shown of Object.values(SHOWN)) {
      if ('onScreen' in shown) expect(shown.onScreen).toMatch(/^test\/e2e\//);
      else expect(shown.why).toMatch(/\w{3}.*\.$/);
    }
  });
});
