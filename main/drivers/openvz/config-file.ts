import { readFile, rename, stat, writeFile } from 'node:fs/promises';

/**
 * The text of a configuration of OpenVZ's, `KEY="value"` a line: vz.conf(5), ctid.conf(5). Shells read these files as well as
 * vzctl does. What is not changed stays to the letter, comments and order with it.
 */
export class ConfigFile {
  readonly #lines: readonly string[];
  /** What each line says; undefined for one that says nothing. */
  readonly #entries: readonly (Entry | undefined)[];

  constructor(readonly text: string) {
    this.#lines = text.split('\n');
    this.#entries = this.#lines.map(entryOf);
  }

  /** The value of a key; of several the first, as for vzctl. Undefined where it is not set. */
  value(key: string): string | undefined {
    return this.#entries.find((entry) => entry?.key === key)?.value;
  }

  /** With a value for a key, which must hold nothing that a shell would read as more than text; without it where null. */
  with(key: string, value: string | null): ConfigFile {
    if (value !== null && /["$`\\\n]/.test(value)) throw new Error(`“${value}” can’t be written for ${key}`);
    const line = value === null ? [] : [`${key}="${value}"`];
    const first = this.#entries.findIndex((entry) => entry?.key === key);
    if (first < 0) {
      if (value === null) return this;
      const text = this.text === '' || this.text.endsWith('\n') ? this.text : `${this.text}\n`;
      return new ConfigFile(`${text}${line.join('')}\n`);
    }
    const lines = this.#lines.flatMap((one, index) => {
      if (this.#entries[index]?.key !== key) return [one];
      return index === first ? line : [];
    });
    return new ConfigFile(lines.join('\n'));
  }
}

interface Entry {
  readonly key: string;
  readonly value: string;
}

/**
 * A line as vzctl reads it: a backslash takes the next character as it is, and what is quoted goes to the last quote of the
 * line, so that quotes in a description need no backslash.
 */
function entryOf(line: string): Entry | undefined {
  const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line.replace(/\\(.)/g, '$1').trimEnd());
  if (!match) return undefined;
  const [, key = '', rest = ''] = match;
  const quote = rest.charAt(0);
  if (quote === '"' || quote === "'") {
    const end = rest.lastIndexOf(quote);
    return end > 0 ? { key, value: rest.slice(1, end) } : undefined;
  }
  return { key, value: rest.split(/\s/, 1)[0] ?? '' };
}

/** Throws the file system's errors. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  return new ConfigFile(await readFile(path, 'utf8'));
}

/** Replaces the file in one step, with its permissions as they were. */
export async function writeConfigFile(path: string, file: ConfigFile): Promise<void> {
  const mode = await stat(path).then(
    (found) => found.mode & 0o777,
    () => 0o644,
  );
  await writeFile(`${path}.paddock`, file.text, { mode });
  await rename(`${path}.paddock`, path);
}
