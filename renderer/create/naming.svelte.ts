import type { InspectedFile } from '../../preload/contract';
import { call } from '../bridge';
import { t } from '../text/text';
import { nameFromFile } from './defaults';

/** The name of the machine to be: a person's, or one that is suggested while it is not. */
class Naming {
  name = $state('');
  /** Whether a person named it: then no file renames it. */
  isNamed = $state(false);
  /** Whether the name's field has the focus: then no suggestion that comes late mixes with what is being typed. */
  isNaming = false;

  take(name: string): void {
    this.name = name;
    this.isNamed = name !== '';
  }

  /** A name to begin with, so that nothing need be typed. */
  async suggestDefault(driver: string): Promise<void> {
    if (this.name !== '' || this.isNamed) return;
    const free = await freeName(driver, t('create.defaultName'));
    if (this.name === '' && !this.isNaming) this.name = free;
  }

  /** A name after what is on a file, where that is known, else after the file's own. */
  async suggest(file: InspectedFile, driver: string): Promise<void> {
    const system = 'system' in file ? file.system : null;
    const name = system?.title ?? nameFromFile(file);
    if (this.isNamed || name === null) return;
    const free = await freeName(driver, name);
    if (!this.isNamed && !this.isNaming) this.name = free;
  }

  reset(): void {
    this.name = '';
    this.isNamed = false;
  }
}

/** A name that can't be had is no reason to hold anyone up: the form then asks for one. */
function freeName(driver: string, name: string): Promise<string> {
  return call('machines.freeName', { driver, name }).catch(() => name);
}

export const naming = new Naming();
