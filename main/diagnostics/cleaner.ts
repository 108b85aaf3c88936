/** What is known to be a person's own, and so to be taken out. */
export interface Private {
  readonly home: string;
  readonly user: string;
  readonly host: string;
  /** The names of machines, those that are gone among them. */
  readonly names: readonly string[];
  /** The names and addresses of servers elsewhere. */
  readonly servers: readonly string[];
}

/** What looks like a secret, and what is put in its place. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [^-\n]+-----[\s\S]*?(?:-----END [^-\n]+-----|$)/g, '<key>'],
  [
    /(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-[\w-]+|sk-[\w-]+@openssh\.com)\s+[A-Za-z0-9+/=]{8,}(?:[ \t]+[^\s"']+@[^\s"']+)?/g,
    '<key>',
  ],
  [/\$[0-9a-z]{1,8}\$[^\s"']{8,}/g, '<secret>'],
  [/(\w+:\/\/)[^\s/@]+@/g, '$1<secret>@'],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{4,}/gi, '$1 <secret>'],
  [
    /([\w-]*(?:password|passwd|passphrase|secret|token|credential|api[-_]?key|private[-_]?key)[\w-]*["']?\s*[:=]\s*)("[^"\n]*"|'[^'\n]*'|[^\s,;&"'<]+)/gi,
    '$1<secret>',
  ],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]+)?/g, '<secret>'],
];

/** Sentences of Paddock's quote names so: of machines, snapshots, disks. */
const QUOTED = /“[^”\n]*”/g;
const ANY_HOME = /\/(?:home|Users)\/[^/\s"':,;)]+/g;
const OPAQUE = /[A-Za-z0-9+/_=-]{32,}/g;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Takes out of a text what is nobody else's business: secrets, names of machines, of the person and of the computer. */
export function cleanerFor({ home, user, host, names, servers }: Private): (text: string) => string {
  const own = [...new Set(names.flatMap((name) => [name, slug(name)]))].filter((name) => name !== '');
  return (text) => {
    let clean = text;
    for (const [pattern, instead] of SECRETS) clean = clean.replace(pattern, instead);
    clean = clean.replace(OPAQUE, (word) => (isOpaque(word) ? '<secret>' : word));
    clean = clean.replace(QUOTED, '“…”');
    if (home.length > 1) clean = replaceWhole(clean, [home], '~');
    clean = clean.replace(ANY_HOME, '~');
    clean = replaceWhole(clean, servers, '<server>');
    clean = replaceWhole(clean, own, '<name>');
    clean = replaceWhole(clean, [user], '<user>');
    return replaceWhole(clean, [host], '<host>');
  };
}

/** Replaces these where they stand as words of their own, in whatever case; the longest first. */
function replaceWhole(text: string, words: readonly string[], instead: string): string {
  const lower = text.toLowerCase();
  // Of ten thousand names few are in a text: only those are looked for in earnest.
  const there = words.filter((word) => word !== '' && lower.includes(word.toLowerCase()));
  if (there.length === 0) return text;
  const any = there
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
    .join('|');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}_])(?:${any})(?![\\p{L}\\p{N}_])`, 'giu'), instead);
}

/** How hypervisors that are choosy about names call such a machine. */
function slug(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
}

/** Long and mixed as keys are, and not as paths and words are. */
function isOpaque(word: string): boolean {
  if (UUID.test(word)) return false;
  return (
    word
      .split('/')
      .some((part) => part.length >= 20 && /[A-Z]/.test(part) && /[a-z]/.test(part) && /\d/.test(part)) ||
    /^[0-9a-f]{32,}$/i.test(word)
  );
}
