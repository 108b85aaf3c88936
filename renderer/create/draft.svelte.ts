import type { DefineRequest, Failure, InspectedFile } from '../../preload/contract';
import { call, failureOf } from '../bridge';
import { app } from '../live/app.svelte';
import { drivers } from '../live/drivers.svelte';
import { news } from '../live/news.svelte';
import { route } from '../live/route.svelte';
import { t } from '../text/text';
import {
  CPUS_MAX,
  GIB,
  MEMORY_MAX_MIB,
  MEMORY_MIN_MIB,
  MIB,
  nameFromFile,
  NEW_DISK_GIB,
  sizesFor,
} from './defaults';

export type SourceKind = 'iso' | 'kernel' | 'disk';
export type FileSlot = SourceKind | 'initrd';
export type FieldName = 'name' | 'memory' | 'cpus' | 'newDisk' | 'commandLine' | 'system' | FileSlot;
export type DriverKind = 'qemu' | 'test';

export const DISK_MAX_GIB = 65_536;
export const SYSTEMS = [
  'Debian 12',
  'Ubuntu 24.04',
  'Fedora 41',
  'Alpine 3.20',
  'FreeBSD 14',
  'Windows 11',
] as const;

/** What was found out about a file: it, or why not. */
export type Looked = { readonly file: InspectedFile } | { readonly failure: Failure };

/** What a failure's `field` calls the fields of the form. */
const FIELDS: Readonly<Record<string, FieldName | undefined>> = {
  name: 'name',
  'request.memory': 'memory',
  'request.cpus': 'cpus',
  'request.newDisk': 'newDisk',
  'request.system': 'system',
  'request.source.kernel': 'kernel',
  'request.source.initrd': 'initrd',
  'request.source.commandLine': 'commandLine',
};

/** The create form. It outlives its page, so that what was filled in is there when one comes back. */
class Draft {
  driver = $state<DriverKind | null>(null);
  source = $state<SourceKind>('iso');
  paths = $state<Record<FileSlot, string>>({ iso: '', kernel: '', initrd: '', disk: '' });
  commandLine = $state('');
  name = $state('');
  /** Whether a person named it: then no file renames it. */
  isNamed = $state(false);
  /** Whether the name's field has the focus: then no suggestion that comes late mixes with what is being typed. */
  isNaming = false;
  /** As typed; null while it is the default or the field is empty. */
  memoryMiB = $state<number | null>(null);
  cpus = $state<number | null>(null);
  newDisk = $state<boolean | null>(null);
  newDiskGiB = $state<number | null>(NEW_DISK_GIB);
  network = $state(true);
  system = $state<string>(SYSTEMS[0]);

  looked = $state.raw<Readonly<Record<string, Looked>>>({});
  errors = $state.raw<Readonly<Partial<Record<FieldName, string>>>>({});
  failure = $state.raw<Failure | null>(null);
  note = $state('');
  submitting = $state(false);
  /** Grows when an error was placed at a field, which then takes the focus. */
  attempts = $state(0);

  /** What the create page offers on this computer. */
  readonly offered = $derived(
    drivers.list
      .filter((driver) => driver.creates && driver.probe?.status === 'ready')
      .map((driver) => driver.id)
      .filter((id): id is DriverKind => id === 'qemu' || id === 'test'),
  );
  /** What a person chose (a dropped image chooses QEMU, there or not); else a real machine where one can be had. */
  readonly chosen = $derived<DriverKind>(
    this.driver ?? (this.offered.includes('qemu') ? 'qemu' : (this.offered[0] ?? 'qemu')),
  );
  readonly withNewDisk = $derived(this.newDisk ?? this.source === 'iso');

  /** Why the chosen driver can't make a machine now, or null where it can. */
  readonly barred = $derived.by(() => {
    if (this.offered.includes(this.chosen)) return null;
    const probe = drivers.list.find(({ id }) => id === this.chosen)?.probe;
    return probe?.status === 'missing' ? probe.why : t('welcome.looking');
  });

  /** Fills in what is still empty with what suits this computer. */
  fill(): void {
    const host = app.info;
    if (!host) return;
    const sizes = sizesFor(host);
    this.memoryMiB ??= sizes.memoryMiB;
    this.cpus ??= sizes.cpus;
  }

  reset(): void {
    this.paths = { iso: '', kernel: '', initrd: '', disk: '' };
    this.commandLine = '';
    this.name = '';
    this.isNamed = false;
    this.memoryMiB = null;
    this.cpus = null;
    this.newDisk = null;
    this.newDiskGiB = NEW_DISK_GIB;
    this.network = true;
    this.system = SYSTEMS[0];
    this.errors = {};
    this.failure = null;
    this.note = '';
    this.fill();
    if (route.current.page === 'create') void this.suggestDefault();
  }

  clearError(field: FieldName): void {
    if (this.errors[field] === undefined) return;
    const rest: Partial<Record<FieldName, string>> = { ...this.errors };
    delete rest[field];
    this.errors = rest;
  }

  async pick(slot: FileSlot): Promise<void> {
    try {
      const path = await call('file.pick', { purpose: slot });
      if (path !== null) await this.setPath(slot, path);
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  async setPath(slot: FileSlot, path: string): Promise<void> {
    this.paths[slot] = path;
    this.clearError(slot);
    this.note = '';
    const file = path === '' ? null : await this.look(path);
    if (file && slot !== 'initrd') await this.suggestName(file);
  }

  /** Files that were dropped: each goes where it belongs, by what it is. */
  async takeFiles(paths: readonly string[]): Promise<void> {
    this.driver = 'qemu';
    this.note = '';
    const files: { readonly path: string; readonly file: InspectedFile | null }[] = [];
    for (const path of paths) files.push({ path, file: await this.look(path) });
    const kernel = files.find(({ file }) => file?.kind === 'kernel');
    for (const { path, file } of files) {
      const slot: FileSlot =
        file && file.kind !== 'other'
          ? file.kind
          : kernel || (this.source === 'kernel' && this.paths.kernel !== '' && this.paths.initrd === '')
            ? 'initrd'
            : 'disk';
      this.paths[slot] = path;
      this.clearError(slot);
      if (slot !== 'initrd') this.source = slot;
      if (slot === 'disk' && file?.kind === 'other')
        this.note = t('create.dropOther', { file: baseName(path) });
    }
    if (kernel) this.source = 'kernel';
    const first = kernel?.file ?? files.find(({ file }) => file !== null)?.file;
    if (first) await this.suggestName(first);
  }

  async look(path: string): Promise<InspectedFile | null> {
    try {
      const file = await call('file.inspect', { path });
      this.looked = { ...this.looked, [path]: { file } };
      return file;
    } catch (error) {
      this.looked = { ...this.looked, [path]: { failure: failureOf(error) } };
      return null;
    }
  }

  /** A name to begin with, so that nothing need be typed. */
  async suggestDefault(): Promise<void> {
    if (this.name !== '' || this.isNamed) return;
    const name = t('create.defaultName');
    const free = await call('machines.freeName', { driver: this.chosen, name }).catch(() => name);
    if (this.name === '' && !this.isNaming) this.name = free;
  }

  async suggestName(file: InspectedFile): Promise<void> {
    const name = nameFromFile(file);
    if (this.isNamed || name === null) return;
    // A name that can't be had is no reason to hold anyone up: the form then asks for one.
    const free = await call('machines.freeName', { driver: this.chosen, name }).catch(() => name);
    if (!this.isNamed && !this.isNaming) {
      this.name = free;
      this.clearError('name');
    }
  }

  /** Creates the machine. What was filled in stays until that has succeeded. */
  async submit(start: boolean): Promise<void> {
    if (this.submitting) return;
    this.failure = null;
    const request = this.#request(start);
    if (!request) {
      this.attempts++;
      return;
    }
    this.submitting = true;
    try {
      const { id, startFailure } = await call('machines.define', request);
      if (startFailure && startFailure.code !== 'cancelled') {
        news.tellFailure({ ...startFailure, message: t('create.startFailed', { name: request.name }) }, id);
      }
      const isHere = route.current.page === 'create';
      if (isHere) {
        route.back();
        route.machine(id, start && !startFailure ? 'console' : 'overview');
      } else news.tell(t('done.define', { name: request.name }), id);
      this.reset();
    } catch (error) {
      this.#place(failureOf(error));
    } finally {
      this.submitting = false;
    }
  }

  #place(failure: Failure): void {
    const field = failure.field === 'request.source.path' ? this.source : FIELDS[failure.field ?? ''];
    if (field) {
      this.errors = { [field]: [failure.message, failure.cause].filter(Boolean).join(' ') };
      this.attempts++;
    }
    // The card goes on to tell what to do, and holds the button for it.
    if (!field || failure.remedy || failure.next) this.failure = failure;
  }

  /** The request as filled in, or null with the fields' errors set. Main checks it all again, and more. */
  #request(start: boolean): DefineRequest | null {
    const errors: Partial<Record<FieldName, string>> = {};
    const whole = (field: FieldName, value: number | null, min: number, max: number): number => {
      if (value === null || !Number.isInteger(value)) errors[field] = t('create.bad.number');
      else if (value < min || value > max) errors[field] = t('create.bad.range', { min, max });
      return value ?? min;
    };
    if (this.name.trim() === '') errors.name = t('create.missing.name');
    const cpus = whole('cpus', this.cpus, 1, CPUS_MAX);
    const memory = whole('memory', this.memoryMiB, MEMORY_MIN_MIB, MEMORY_MAX_MIB) * MIB;
    let request: DefineRequest;
    if (this.chosen === 'test') {
      request = {
        driver: 'test',
        name: this.name,
        start,
        request: { memory, cpus, system: this.system, pace: 400, faults: [] },
      };
    } else {
      const { source } = this;
      if (this.paths[source].trim() === '') errors[source] = t(`create.missing.${source}`);
      const newDisk = this.withNewDisk ? whole('newDisk', this.newDiskGiB, 1, DISK_MAX_GIB) * GIB : null;
      request = {
        driver: 'qemu',
        name: this.name,
        start,
        request: { memory, cpus, newDisk, network: this.network, source: this.#source() },
      };
    }
    this.errors = errors;
    return Object.keys(errors).length === 0 ? request : null;
  }

  #source(): Extract<DefineRequest, { driver: 'qemu' }>['request']['source'] {
    if (this.source !== 'kernel') return { kind: this.source, path: this.paths[this.source].trim() };
    return {
      kind: 'kernel',
      kernel: this.paths.kernel.trim(),
      initrd: this.paths.initrd.trim() || null,
      commandLine: this.commandLine.trim(),
    };
  }
}

export function baseName(path: string): string {
  return path.split('/').pop() ?? path;
}

export const draft = new Draft();
