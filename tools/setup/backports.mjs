/** Debian's newer packages for an older release, for what the release itself lacks. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const sources = '/etc/apt/sources.list.d/debian.sources';

/** The stanza for a release's backports, made of the one for the release itself; undefined where there is none. */
export function backportsStanza(text, codename) {
  const own = text.split(/\n\s*\n/).find((stanza) => {
    const suites = /^Suites:(.*)$/m.exec(stanza)?.[1].trim().split(/\s+/);
    return suites?.includes(codename);
  });
  return own
    ?.replace(/^Suites:.*$/m, `Suites: ${codename}-backports`)
    .replace(/^Components:.*$/m, 'Components: main')
    .trim();
}

/**
 * Lets apt-get know the backports, on a machine that is there for tests alone: nobody's own system is given another source of
 * packages. Returns whether it did.
 */
export function addBackports() {
  if (process.env.CI !== 'true' || process.getuid() !== 0 || !existsSync(sources)) return false;
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  const stanza = codename && backportsStanza(readFileSync(sources, 'utf8'), codename);
  const file = `/etc/apt/sources.list.d/${codename}-backports.sources`;
  if (!stanza || existsSync(file)) return false;
  writeFileSync(file, `${stanza}\n`);
  return true;
}
