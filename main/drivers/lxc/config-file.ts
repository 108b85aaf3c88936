import { readFileSync } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';

/**
 * The text of a container's configuration, `key = value` a line (lxc.container.conf(5)). What is not changed stays to the
 * letter, comments and order with it.
 */
export class ConfigFile {
  readonly #lines: readonly string[];
  /** What each line says; undefined for one that says nothing. */
  readonly #entries: readonly (Entry | undefined)[];

  constructor(readonly text: string) {
    this.#lines = text.split('\n');
    this.#entries = this.#lines.map(entryOf);
  }

  /** The last value of a key, which is the one that counts; undefined where it is not set. */
  value(key: string): string | undefined {
    return this.values(key).at(-1);
  }

  values(key: string): string[] {
    return this.#entries.flatMap((entry) => (entry?.key === key ? [entry.value] : []));
  }

  /** Whether a key, or one below it, is set. */
  has(key: string): boolean {
    return this.#entries.some((entry) => isAtOrBelow(entry, key));
  }

  /** With one value for a key, where its last one stood; without any where `value` is null. */
  with(key: string, value: string | null): ConfigFile {
    const line = `${key} = ${value}`;
    const last = this.#entries.map((entry) => entry?.key).lastIndexOf(key);
    if (last < 0) return value === null ? this : this.#added([line]);
    const lines = this.#lines.flatMap((one, index) => {
      if (this.#entries[index]?.key !== key) return [one];
      return index === last && value !== null ? [line] : [];
    });
    return new ConfigFile(lines.join('\n'));
  }

  /** Without a key and all below it (`lxc.net.0` stands for `lxc.net.0.link` too). */
  without(key: string): ConfigFile {
    return new ConfigFile(
      this.#lines.filter((_, index) => !isAtOrBelow(this.#entries[index], key)).join('\n'),
    );
  }

  #added(lines: readonly string[]): ConfigFile {
    const text = this.text === '' || this.text.endsWith('\n') ? this.text : `${this.text}\n`;
    return new ConfigFile(`${text}${lines.join('\n')}\n`);
  }
}

interface Entry {
  readonly key: string;
  readonly value: string;
}

function entryOf(line: string): Entry | undefined {
  const match = /^\s*([a-z][\w.]*)\s*=\s*(.*?)\s*$/.exec(line);
  return match ? { key: match[1] ?? '', value: (match[2] ?? '').replace(/^"(.*)"$/, '$1') } : undefined;
}

function isAtOrBelow(entry: Entry | undefined, key: string): boolean {
  return entry !== undefined && (entry.key === key || entry.key.startsWith(`${key}.`));
}

/** Throws the file system's errors. */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  return new ConfigFile(await readFile(path, 'utf8'));
}

/**
 * The same of one file among many, read at once: to wait for a thread takes ten times as long as such a small file. Null where it
 * can't be read.
 */
export function configAtOnce(path: string): ConfigFile | null {
  try {
    return new ConfigFile(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** Replaces the file in one step, with its permissions as they were. */
export async function writeConfigFile(path: string, file: ConfigFile): Promise<void> {
  const mode = await stat(path).then(
    (found) => found.mode & 0o777,
    () => 0o640,
  );
  await writeFile(`${path}.paddock`, file.text, { mode });
  await rename(`${path}.paddock`, path);
}
