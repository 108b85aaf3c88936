import { readFile } from 'node:fs/promises';
import type { ProgramSetting, Settings } from '../preload/contract';
import { DEFAULT_SETTINGS } from '../preload/contract/default-settings';
import { SettingsSchema } from '../preload/contract/settings';
import { writeDurably } from './domains/durable-folder';

export { DEFAULT_SETTINGS };

/** A program of a driver's, or a folder of its, that a person can choose. */
export interface DriverProgram {
  readonly driver: string;
  /** What the driver calls it. */
  readonly program: string;
  readonly is: 'file' | 'folder';
}

export const PROGRAM_SETTINGS: Readonly<Record<ProgramSetting, DriverProgram>> = {
  qemuSystem: { driver: 'qemu', program: 'system', is: 'file' },
  qemuImg: { driver: 'qemu', program: 'img', is: 'file' },
  lxcPrograms: { driver: 'lxc', program: 'programs', is: 'folder' },
  lxcFolder: { driver: 'lxc', program: 'folder', is: 'folder' },
  vzctl: { driver: 'openvz', program: 'vzctl', is: 'file' },
  vzlist: { driver: 'openvz', program: 'vzlist', is: 'file' },
  prlctl: { driver: 'openvz', program: 'prlctl', is: 'file' },
  openvzFolder: { driver: 'openvz', program: 'folder', is: 'folder' },
};

/** The person's settings: one file, each unknown or wrong value replaced by its default. */
export class SettingsFile {
  #current: Settings = DEFAULT_SETTINGS;
  #writing: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<(settings: Settings) => void>();

  constructor(
    private readonly path: string,
    private readonly log: (message: string) => void,
    /** Throws where a change can't be made. */
    private readonly check: (change: Partial<Settings>) => Promise<void> = () => Promise.resolve(),
  ) {}

  async load(): Promise<Settings> {
    try {
      this.#current = mend(JSON.parse(await readFile(this.path, 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        this.log(`unreadable, defaults taken: ${String(error)}`);
    }
    return this.#current;
  }

  get current(): Settings {
    return this.#current;
  }

  /** Returns when the change is on disk; throws what `check` does, and the store's typed errors, with nothing changed. */
  async change(change: Partial<Settings>): Promise<Settings> {
    await this.check(change);
    const write = this.#writing.then(async () => {
      const next = { ...this.#current, ...change };
      await writeDurably(this.path, `${JSON.stringify(next, null, 2)}\n`);
      this.#current = next;
      for (const listener of this.#listeners) listener(next);
    });
    this.#writing = write.catch(() => undefined);
    await write;
    return this.#current;
  }

  onChange(listener: (settings: Settings) => void): void {
    this.#listeners.add(listener);
  }
}

/** Takes what is right in a settings file, field by field: one bad value must not cost a person all the others. */
export function mend(raw: unknown): Settings {
  const given = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  const mended: Record<string, unknown> = { ...DEFAULT_SETTINGS };
  for (const [key, schema] of Object.entries(SettingsSchema.shape)) {
    const parsed = schema.safeParse(given[key]);
    if (parsed.success) mended[key] = parsed.data;
  }
  return SettingsSchema.parse(mended);
}
