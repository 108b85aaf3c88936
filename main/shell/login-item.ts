import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../domains/durable-folder';
import { PaddockError, toFailure } from '../domains/failure';

const FILE = 'paddock.desktop';

/**
 * Whether the desktop starts the app at login: a file in its autostart folder, by the Desktop Application Autostart
 * Specification, which GNOME, KDE and others read. The file is the truth: a person may take it away with other tools.
 */
export class LoginItem {
  readonly #path: string;

  constructor(
    folder: string,
    /** The command that starts the app, without its own arguments. */
    private readonly command: readonly string[],
  ) {
    this.#path = join(folder, FILE);
  }

  get isSet(): boolean {
    return existsSync(this.#path);
  }

  /** Throws `not-writable`, `disk-full` and the like, with nothing changed. */
  async set(on: boolean): Promise<void> {
    if (on) return writeDurably(this.#path, this.#entry());
    try {
      await rm(this.#path, { force: true });
    } catch (error) {
      throw new PaddockError(toFailure(error), { cause: error });
    }
  }

  #entry(): string {
    return [
      '[Desktop Entry]',
      'Type=Application',
      'Name=Paddock',
      'Comment=Virtual machines on your own computer',
      `Exec=${[...this.command, '--hidden'].map(quoted).join(' ')}`,
      'Icon=paddock',
      'X-GNOME-Autostart-enabled=true',
      '',
    ].join('\n');
  }
}

/** As the Desktop Entry Specification wants it: in double quotes, with backslashes, and a percent sign doubled. */
function quoted(word: string): string {
  return `"${word
    .replace(/[\\"`$]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`;
}
