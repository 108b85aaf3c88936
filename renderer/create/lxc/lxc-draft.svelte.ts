import type { AppInfo, DefineRequest, Failure } from '../../../preload/contract';
import { t } from '../../text/text';
import type { Filled, FormDraft } from '../form';
import { Sizes } from '../sizes.svelte';
import { WrongFields } from '../wrong-fields.svelte';

type LxcRequest = Extract<DefineRequest, { driver: 'lxc' }>['request'];
export const SOURCES = ['busybox', 'debian', 'archive', 'template'] as const;
export type SourceKind = (typeof SOURCES)[number];

const FIELDS: Readonly<Record<string, string>> = {
  'request.memory': 'memory',
  'request.cpus': 'cpus',
  'request.network': 'network',
  'request.source.suite': 'suite',
  'request.source.packages': 'packages',
  'request.source.path': 'archive',
  'request.source.template': 'template',
};
/** What the texts of the form are at first. */
const TEXTS = { suite: 'bookworm', packages: '', archive: '', template: 'download', options: '' } as const;
type TextField = keyof typeof TEXTS;

/** The words of a field, parted by blanks or commas. */
const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

/** The form of an LXC container. */
class LxcDraft extends WrongFields implements FormDraft {
  source = $state<SourceKind>('busybox');
  texts = $state<Record<TextField, string>>({ ...TEXTS });
  /** Whether it may take less than all the computer has. */
  isLimited = $state(false);
  readonly sizes = new Sizes();
  network = $state(true);

  fill(host: AppInfo): void {
    this.sizes.fill(host);
  }

  reset(): void {
    this.source = 'busybox';
    this.texts = { ...TEXTS };
    this.isLimited = false;
    this.sizes.reset();
    this.network = true;
    this.errors = {};
  }

  read(): Filled | null {
    const isRight = this.isRight({
      ...(this.isLimited ? this.sizes.problems : {}),
      suite: this.source === 'debian' && !this.texts.suite.trim() ? t('create.lxc.noSuite') : undefined,
      archive: this.source === 'archive' && !this.texts.archive ? t('create.lxc.noArchive') : undefined,
      template:
        this.source === 'template' && !this.texts.template.trim() ? t('create.lxc.noTemplate') : undefined,
    });
    if (!isRight) return null;
    const { memory, cpus } = this.isLimited ? this.sizes.read : { memory: null, cpus: null };
    return { driver: 'lxc', request: { memory, cpus, network: this.network, source: this.#source() } };
  }

  #source(): LxcRequest['source'] {
    const { suite, packages, archive, template, options } = this.texts;
    switch (this.source) {
      case 'busybox':
        return { kind: 'busybox' };
      case 'debian':
        return { kind: 'debian', suite: suite.trim(), packages: wordsOf(packages) };
      case 'archive':
        return { kind: 'archive', path: archive };
      case 'template':
        return {
          kind: 'template',
          template: template.trim(),
          arguments: options.split(/\s+/).filter((word) => word !== ''),
        };
    }
  }

  place(failure: Failure): boolean {
    return this.placeAt(FIELDS[(failure.field ?? '').replace(/\.\d+$/, '')], failure);
  }

  save(): unknown {
    return {
      source: this.source,
      texts: $state.snapshot(this.texts),
      isLimited: this.isLimited,
      sizes: this.sizes.save(),
      network: this.network,
    };
  }

  restore(saved: unknown): void {
    const { source, texts, isLimited, sizes, network } = (saved ?? {}) as Partial<Record<string, unknown>>;
    this.source = SOURCES.find((one) => one === source) ?? this.source;
    for (const field of Object.keys(TEXTS) as TextField[]) {
      const text = (texts as Partial<Record<string, unknown>> | undefined)?.[field];
      if (typeof text === 'string') this.texts[field] = text;
    }
    if (typeof isLimited === 'boolean') this.isLimited = isLimited;
    this.sizes.restore(sizes);
    if (typeof network === 'boolean') this.network = network;
  }
}

export const lxcDraft = new LxcDraft();
