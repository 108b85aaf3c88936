import type { AppInfo, DefineRequest, Failure } from '../../../preload/contract';
import { t } from '../../text/text';
import type { Filled, FormDraft } from '../form';
import { Sizes } from '../sizes.svelte';
import { WrongFields } from '../wrong-fields.svelte';
import { incusServers, type IncusServer } from './incus-choices.svelte';

type IncusRequest = Extract<DefineRequest, { driver: 'incus' }>['request'];
export type InstanceType = IncusServer['types'][number];
export const SOURCES = ['image', 'download'] as const;
export type SourceKind = (typeof SOURCES)[number];

/** This computer's server, as main calls it. */
const LOCAL = 'local';
/** Public images of distributions. */
const PUBLIC_SERVER = 'https://images.linuxcontainers.org';
/** What the texts and choices of the form are at first. */
const TEXTS = {
  remote: LOCAL,
  project: 'default',
  member: '',
  image: '',
  server: PUBLIC_SERVER,
  download: 'debian/12',
} as const;
type TextField = keyof typeof TEXTS;

const FIELDS: Readonly<Record<string, string>> = {
  'request.memory': 'memory',
  'request.cpus': 'cpus',
  'request.remote': 'remote',
  'request.project': 'project',
  'request.member': 'member',
  'request.source.image': 'image',
  'request.source.server': 'server',
};

/** The form of an Incus instance. */
class IncusDraft extends WrongFields implements FormDraft {
  type = $state<InstanceType>('container');
  source = $state<SourceKind>('image');
  texts = $state<Record<TextField, string>>({ ...TEXTS });
  isLimited = $state(false);
  readonly sizes = new Sizes();

  /** The server that is chosen, or the only one there is. */
  readonly server = $derived<IncusServer | null>(
    incusServers.list.find(({ remote }) => remote === this.texts.remote) ?? incusServers.list[0] ?? null,
  );
  readonly types = $derived<readonly InstanceType[]>(this.server?.types ?? ['container']);
  readonly chosenType = $derived<InstanceType>(this.types.includes(this.type) ? this.type : 'container');
  /** Of the kind that is to be made. */
  readonly images = $derived(this.server?.images.filter(({ type }) => type === this.chosenType) ?? []);
  readonly image = $derived(
    this.images.some(({ id }) => id === this.texts.image) ? this.texts.image : (this.images[0]?.id ?? ''),
  );

  fill(host: AppInfo): void {
    this.sizes.fill(host);
  }

  reset(): void {
    this.type = 'container';
    this.source = 'image';
    this.texts = { ...TEXTS };
    this.isLimited = false;
    this.sizes.reset();
    this.errors = {};
  }

  read(): Filled | null {
    const { server, download } = this.texts;
    const isDownload = this.source === 'download';
    const isRight = this.isRight({
      ...(this.isLimited ? this.sizes.problems : {}),
      image: !isDownload && this.image === '' ? t('create.incus.noImage') : undefined,
      server: isDownload && !/^https:\/\/\S+$/.test(server.trim()) ? t('create.incus.noServer') : undefined,
      download: isDownload && download.trim() === '' ? t('create.incus.noDownload') : undefined,
    });
    if (!isRight) return null;
    const { memory, cpus } = this.isLimited ? this.sizes.read : { memory: null, cpus: null };
    const request: IncusRequest = {
      memory,
      cpus,
      type: this.chosenType,
      remote: this.server?.remote ?? LOCAL,
      project: this.project,
      member: this.server?.members.includes(this.texts.member) ? this.texts.member : null,
      source: isDownload
        ? { kind: 'download', server: server.trim(), image: download.trim() }
        : { kind: 'image', image: this.image },
    };
    return { driver: 'incus', request };
  }

  get project(): string {
    return this.server?.projects.includes(this.texts.project) ? this.texts.project : TEXTS.project;
  }

  place(failure: Failure): boolean {
    const name = FIELDS[failure.field ?? ''];
    const isOfDownload = name === 'image' && this.source === 'download';
    return this.placeAt(isOfDownload ? 'download' : name, failure);
  }

  save(): unknown {
    return {
      type: this.type,
      source: this.source,
      texts: $state.snapshot(this.texts),
      isLimited: this.isLimited,
      sizes: this.sizes.save(),
    };
  }

  restore(saved: unknown): void {
    const { type, source, texts, isLimited, sizes } = (saved ?? {}) as Partial<Record<string, unknown>>;
    if (type === 'container' || type === 'virtual-machine') this.type = type;
    this.source = SOURCES.find((one) => one === source) ?? this.source;
    for (const field of Object.keys(TEXTS) as TextField[]) {
      const text = (texts as Partial<Record<string, unknown>> | undefined)?.[field];
      if (typeof text === 'string') this.texts[field] = text;
    }
    if (typeof isLimited === 'boolean') this.isLimited = isLimited;
    this.sizes.restore(sizes);
  }
}

export const incusDraft = new IncusDraft();
