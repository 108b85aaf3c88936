import type { DefineRequest } from '../../../preload/contract';
import { call } from '../../bridge';
import { t } from '../../text/text';
import { hostnameOf } from '../defaults';
import { onlyErrors } from '../form';

type Source = Extract<DefineRequest, { driver: 'qemu' }>['request']['source'];
type CloudInitRequest = NonNullable<Extract<Source, { kind: 'cloud' }>['cloudInit']>;

/** Of the host's public keys: the name of its file, and the line in it. */
export interface OfferedKey {
  readonly name: string;
  readonly key: string;
}

const USER = /^[a-z_][a-z0-9_-]{0,31}$/;
const HOSTNAME =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
const KEY = /^(ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/=]+( .*)?$/;
const PACKAGE = /^[A-Za-z0-9][A-Za-z0-9.+_:~-]*$/;

/** What a cloud image is told of itself when it first starts. */
export class CloudInitDraft {
  isOn = $state(true);
  user = $state('user');
  password = $state('');
  /** Null while it follows from the machine's name. */
  hostname = $state<string | null>(null);
  packages = $state('');
  offered = $state.raw<readonly OfferedKey[]>([]);
  /** The names of the offered keys that are not wanted. */
  without = $state.raw<readonly string[]>([]);
  otherKeys = $state('');

  /** Asks once which keys this person has. */
  async offer(): Promise<void> {
    this.offered = await call('host.sshKeys', {}).catch(() => []);
  }

  get keys(): readonly string[] {
    const own = this.offered.filter(({ name }) => !this.without.includes(name)).map(({ key }) => key);
    return [...own, ...lines(this.otherKeys)];
  }

  hostnameFor(machine: string): string {
    return this.hostname ?? hostnameOf(machine);
  }

  problems(machine: string): Record<string, string> {
    if (!this.isOn) return {};
    const bad = lines(this.otherKeys).find((key) => !KEY.test(key));
    const word = words(this.packages).find((one) => !PACKAGE.test(one));
    return onlyErrors({
      user: USER.test(this.user) ? undefined : t('create.cloud.badUser'),
      hostname: HOSTNAME.test(this.hostnameFor(machine)) ? undefined : t('create.cloud.badHostname'),
      sshKeys: bad === undefined ? undefined : t('create.cloud.badKey', { key: bad.slice(0, 40) }),
      packages: word === undefined ? undefined : t('create.cloud.badPackage', { name: word }),
      password: this.password === '' && this.keys.length === 0 ? t('create.cloud.noWayIn') : undefined,
    });
  }

  read(machine: string): CloudInitRequest | null {
    if (!this.isOn) return null;
    return {
      user: this.user,
      password: this.password === '' ? null : this.password,
      sshKeys: [...this.keys],
      hostname: this.hostnameFor(machine),
      packages: words(this.packages),
    };
  }

  reset(): void {
    this.isOn = true;
    this.user = 'user';
    this.password = '';
    this.hostname = null;
    this.packages = '';
    this.without = [];
    this.otherKeys = '';
  }

  /** Without the password: it is not to be written anywhere. */
  save(): unknown {
    const { isOn, user, hostname, packages, without, otherKeys } = this;
    return { isOn, user, hostname, packages, without, otherKeys };
  }

  restore(saved: unknown): void {
    const { isOn, user, hostname, packages, without, otherKeys } = (saved ?? {}) as Partial<
      Record<string, unknown>
    >;
    if (typeof isOn === 'boolean') this.isOn = isOn;
    if (typeof user === 'string') this.user = user;
    if (typeof hostname === 'string') this.hostname = hostname;
    if (typeof packages === 'string') this.packages = packages;
    if (Array.isArray(without)) this.without = without.map(String);
    if (typeof otherKeys === 'string') this.otherKeys = otherKeys;
  }
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
