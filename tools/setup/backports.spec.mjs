import { describe, expect, it } from 'vitest';
import { backportsStanza } from './backports.mjs';

const SOURCES = `Types: deb
URIs: mirror://debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/key.gpg

Types: deb
URIs: mirror://security
Suites: bookworm-security
Components: main
`;

describe('The backports of a release', () => {
  it('come from where the release itself comes from', () => {
    expect(backportsStanza(SOURCES, 'bookworm')).toBe(
      [
        'Types: deb',
        'URIs: mirror://debian',
        'Suites: bookworm-backports',
        'Components: main',
        'Signed-By: /usr/share/keyrings/key.gpg',
      ].join('\n'),
    );
  });

  it('are not made up for another release', () => {
    expect(backportsStanza(SOURCES, 'trixie')).toBeUndefined();
  });
});
