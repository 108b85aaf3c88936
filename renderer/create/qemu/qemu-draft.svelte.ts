import type { AppInfo, DefineRequest, Failure, InspectedFile } from '../../../preload/contract';
import { call, failureOf } from '../../bridge';
import { app } from '../../live/app.svelte';
import { settings } from '../../live/settings.svelte';
import { t } from '../../text/text';
import { DISK_MAX_GIB, GIB, NEW_DISK_GIB } from '../defaults';
import { naming } from '../naming.svelte';
import { problemOf, type Filled, type FormDraft } from '../form';
import { Sizes } from '../sizes.svelte';
import { WrongFields } from '../wrong-fields.svelte';
import { CloudInitDraft } from './cloud-init.svelte';

type QemuRequest = Extract<DefineRequest, { driver: 'qemu' }>['request'];
export const SOURCES = ['iso', 'cloud', 'disk', 'kernel', 'none'] as const;
export type SourceKind = (typeof SOURCES)[number];
export type FileSlot = Exclude<SourceKind, 'none'> | 'initrd';
export const FIRMWARES = ['bios', 'uefi', 'secure'] as const;
export type FirmwareKind = (typeof FIRMWARES)[number];

/** As large as most cloud images' file systems are wanted. */
const CLOUD_DISK_GIB = 20;
/** Formats that machines write; all others are copied into one. */
const WRITTEN: readonly string[] = ['qcow2', 'raw'];
/** What distributions call images that set themselves up. */
const CLOUD_NAME = /cloud|generic(?!.*nocloud)/i;

/** What was found out about a file: it, or why not. */
export type Looked = { readonly file: InspectedFile } | { readonly failure: Failure };

const NO_PATHS: Readonly<Record<FileSlot, string>> = { iso: '', cloud: '', disk: '', kernel: '', initrd: '' };

const FIELDS: Readonly<Record<string, string>> = {
  'request.memory': 'memory',
  'request.cpus': 'cpus',
  'request.newDisk': 'newDisk',
  'request.firmware': 'firmware',
  'request.source.kernel': 'kernel',
  'request.source.initrd': 'initrd',
  'request.source.commandLine': 'commandLine',
  'request.source.cloudInit.user': 'user',
  'request.source.cloudInit.hostname': 'hostname',
  'request.source.cloudInit.sshKeys': 'sshKeys',
  'request.source.cloudInit.packages': 'packages',
};

/** The form of a QEMU machine. */
class QemuDraft extends WrongFields implements FormDraft {
  source = $state<SourceKind>('iso');
  paths = $state<Record<FileSlot, string>>({ ...NO_PATHS });
  commandLine = $state('');
  readonly sizes = new Sizes();
  readonly cloudInit = new CloudInitDraft();
  /** As a person chose; null while it follows from the source. */
  newDisk = $state<boolean | null>(null);
  newDiskGiB = $state<number | null>(null);
  copy = $state<boolean | null>(null);
  firmware = $state<FirmwareKind | null>(null);
  tpm = $state<boolean | null>(null);
  network = $state(true);
  note = $state('');
  looked = $state.raw<Readonly<Record<string, Looked>>>({});

  /** What is known of the file that the machine starts from. */
  readonly file = $derived.by<InspectedFile | null>(() => {
    if (this.source === 'none') return null;
    const looked = this.looked[this.paths[this.source]];
    return looked && 'file' in looked ? looked.file : null;
  });
  readonly system = $derived(this.file && 'system' in this.file ? this.file.system : null);
  /** A disk of a format that machines don't write can only be copied. */
  readonly mustCopy = $derived(this.file?.kind === 'disk' && !WRITTEN.includes(this.file.format));
  readonly withCopy = $derived(this.mustCopy || (this.copy ?? false));
  readonly withNewDisk = $derived(this.newDisk ?? ['iso', 'none', 'cloud'].includes(this.source));
  readonly diskGiB = $derived(this.newDiskGiB ?? this.#usualDisk());
  readonly firmwareKind = $derived<FirmwareKind>(this.firmware ?? this.system?.firmware ?? 'bios');
  readonly withTpm = $derived(this.tpm ?? this.system?.tpm ?? false);

  #usualDisk(): number {
    const wanted = this.system?.disk ?? 0;
    const usual = settings.current?.newDiskGiB ?? (this.source === 'cloud' ? CLOUD_DISK_GIB : NEW_DISK_GIB);
    return Math.max(usual, Math.ceil(wanted / GIB));
  }

  fill(host: AppInfo): void {
    this.sizes.fill(host);
  }

  reset(): void {
    this.paths = { ...NO_PATHS };
    this.commandLine = '';
    this.sizes.reset();
    this.cloudInit.reset();
    this.newDisk = null;
    this.newDiskGiB = null;
    this.copy = null;
    this.firmware = null;
    this.tpm = null;
    this.network = true;
    this.note = '';
    this.errors = {};
  }

  async pick(slot: FileSlot): Promise<void> {
    const purpose = slot === 'cloud' ? 'disk' : slot;
    try {
      const path = await call('file.pick', { purpose });
      if (path !== null) await this.setPath(slot, path);
    } catch (error) {
      this.errors = { ...this.errors, [slot]: failureOf(error).message };
    }
  }

  async setPath(slot: FileSlot, path: string): Promise<void> {
    this.paths[slot] = path;
    this.clearError(slot);
    this.note = '';
    const file = path === '' ? null : await this.look(path);
    if (file && slot !== 'initrd') await this.#recognised(file);
  }

  /** Files that were dropped: each goes where it belongs, by what it is. */
  async takeFiles(paths: readonly string[]): Promise<void> {
    this.note = '';
    const files: { readonly path: string; readonly file: InspectedFile | null }[] = [];
    for (const path of paths) files.push({ path, file: await this.look(path) });
    const kernel = files.find(({ file }) => file?.kind === 'kernel');
    for (const { path, file } of files) {
      const slot = this.#slotOf(path, file, kernel !== undefined);
      this.paths[slot] = path;
      this.clearError(slot);
      if (slot !== 'initrd') this.source = slot;
      if (slot === 'disk' && file?.kind === 'other')
        this.note = t('create.dropOther', { file: baseName(path) });
    }
    if (kernel) this.source = 'kernel';
    const first = kernel?.file ?? files.find(({ file }) => file !== null)?.file;
    if (first) await this.#recognised(first);
  }

  #slotOf(path: string, file: InspectedFile | null, hasKernel: boolean): FileSlot {
    if (file?.kind === 'disk') return CLOUD_NAME.test(baseName(path)) ? 'cloud' : 'disk';
    if (file && file.kind !== 'other') return file.kind;
    const isInitrd =
      hasKernel || (this.source === 'kernel' && this.paths.kernel !== '' && this.paths.initrd === '');
    return isInitrd ? 'initrd' : 'disk';
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

  /** What its system wants is filled in, where nobody has chosen otherwise. */
  async #recognised(file: InspectedFile): Promise<void> {
    const system = 'system' in file ? file.system : null;
    this.sizes.suggest(system?.memory ?? null, system?.cpus ?? null, app.info);
    await naming.suggest(file, 'qemu');
  }

  read(): Filled | null {
    const { source, sizes } = this;
    const needsFile = source !== 'none' && this.paths[source].trim() === '';
    const hasDisk = this.withNewDisk && this.hasNewDisk;
    const isRight = this.isRight({
      ...sizes.problems,
      ...(needsFile && { [source]: t(`create.missing.${source}`) }),
      newDisk: hasDisk ? problemOf(this.diskGiB, 1, DISK_MAX_GIB) : undefined,
      ...(source === 'cloud' ? this.cloudInit.problems(naming.name) : {}),
    });
    if (!isRight) return null;
    const { system } = this;
    return {
      driver: 'qemu',
      request: {
        ...sizes.read,
        newDisk: hasDisk ? this.diskGiB * GIB : null,
        network: this.network,
        source: this.#source(),
        firmware: source === 'kernel' ? 'bios' : this.firmwareKind,
        tpm: this.withTpm,
        system: system && { id: system.id, title: system.title },
      },
    };
  }

  /** A disk used as it is, or copied as it is, has the size that it has. */
  get hasNewDisk(): boolean {
    return this.source !== 'disk';
  }

  #source(): QemuRequest['source'] {
    const { source } = this;
    switch (source) {
      case 'none':
        return { kind: 'none' };
      case 'kernel':
        return {
          kind: 'kernel',
          kernel: this.paths.kernel.trim(),
          initrd: this.paths.initrd.trim() || null,
          commandLine: this.commandLine.trim(),
        };
      case 'cloud':
        return { kind: 'cloud', path: this.paths.cloud.trim(), cloudInit: this.cloudInit.read(naming.name) };
      case 'disk':
        return { kind: 'disk', path: this.paths.disk.trim(), copy: this.withCopy };
      case 'iso':
        return { kind: 'iso', path: this.paths.iso.trim() };
    }
  }

  place(failure: Failure): boolean {
    const name = failure.field === 'request.source.path' ? this.source : FIELDS[failure.field ?? ''];
    return this.placeAt(name, failure);
  }

  get hasSecret(): boolean {
    return this.cloudInit.password !== '';
  }

  save(): unknown {
    const { source, commandLine, newDisk, newDiskGiB, copy, firmware, tpm, network } = this;
    const paths = { ...this.paths };
    const [sizes, cloudInit] = [this.sizes.save(), this.cloudInit.save()];
    return {
      source,
      paths,
      commandLine,
      newDisk,
      newDiskGiB,
      copy,
      firmware,
      tpm,
      network,
      sizes,
      cloudInit,
    };
  }

  restore(raw: unknown): void {
    const saved = (raw ?? {}) as Partial<Record<string, unknown>>;
    this.source = SOURCES.find((one) => one === saved['source']) ?? this.source;
    const paths = (saved['paths'] ?? {}) as Partial<Record<string, unknown>>;
    for (const slot of Object.keys(NO_PATHS) as FileSlot[]) {
      const path = paths[slot];
      if (typeof path !== 'string' || path === '') continue;
      this.paths[slot] = path;
      void this.look(path);
    }
    if (typeof saved['commandLine'] === 'string') this.commandLine = saved['commandLine'];
    for (const flag of ['newDisk', 'copy', 'tpm'] as const) {
      const value = saved[flag];
      if (typeof value === 'boolean') this[flag] = value;
    }
    if (typeof saved['newDiskGiB'] === 'number') this.newDiskGiB = saved['newDiskGiB'];
    this.firmware = FIRMWARES.find((one) => one === saved['firmware']) ?? null;
    if (typeof saved['network'] === 'boolean') this.network = saved['network'];
    this.sizes.restore(saved['sizes']);
    this.cloudInit.restore(saved['cloudInit']);
  }
}

function baseName(path: string): string {
  return path.split('/').pop() ?? path;
}

export const qemuDraft = new QemuDraft();
