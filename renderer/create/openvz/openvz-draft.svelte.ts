import type { AppInfo, DefineRequest, Failure } from '../../../preload/contract';
import { t } from '../../text/text';
import type { Filled, FormDraft } from '../form';
import { Sizes } from '../sizes.svelte';
import { WrongFields } from '../wrong-fields.svelte';

type OpenvzRequest = Extract<DefineRequest, { driver: 'openvz' }>['request'];
export const LAYOUTS = ['usual', 'simfs', 'ploop'] as const;
export type LayoutChoice = (typeof LAYOUTS)[number];

const FIELDS: Readonly<Record<string, string>> = {
  'request.memory': 'memory',
  'request.cpus': 'cpus',
  'request.template': 'template',
  'request.layout': 'layout',
  'request.addresses': 'addresses',
  'hardware.addresses': 'addresses',
  'request.bridge': 'bridge',
  'hardware.cards': 'bridge',
};
/** What the texts of the form are at first. */
const TEXTS = { template: '', addresses: '', bridge: '' } as const;
export type TextName = keyof typeof TEXTS;

/** The form of an OpenVZ container. */
class OpenvzDraft extends WrongFields implements FormDraft {
  texts = $state<Record<TextName, string>>({ ...TEXTS });
  layout = $state<LayoutChoice>('usual');
  /** Whether it may take less than all the computer has. */
  isLimited = $state(true);
  readonly sizes = new Sizes();

  fill(host: AppInfo): void {
    this.sizes.fill(host);
  }

  reset(): void {
    this.texts = { ...TEXTS };
    this.layout = 'usual';
    this.isLimited = true;
    this.sizes.reset();
    this.errors = {};
  }

  read(): Filled | null {
    const isRight = this.isRight({
      ...(this.isLimited ? this.sizes.problems : {}),
      template: this.texts.template.trim() === '' ? t('create.openvz.noTemplate') : undefined,
    });
    if (!isRight) return null;
    return { driver: 'openvz', request: this.#request() };
  }

  #request(): OpenvzRequest {
    const { memory, cpus } = this.isLimited ? this.sizes.read : { memory: null, cpus: null };
    return {
      memory,
      cpus,
      template: this.texts.template.trim(),
      layout: this.layout === 'usual' ? null : this.layout,
      addresses: this.texts.addresses.split(/[\s,]+/).filter((word) => word !== ''),
      bridge: this.texts.bridge.trim() || null,
    };
  }

  place(failure: Failure): boolean {
    return this.placeAt(FIELDS[(failure.field ?? '').replace(/\.\d+$/, '')], failure);
  }

  save(): unknown {
    return {
      texts: $state.snapshot(this.texts),
      layout: this.layout,
      isLimited: this.isLimited,
      sizes: this.sizes.save(),
    };
  }

  restore(saved: unknown): void {
    const { texts, layout, isLimited, sizes } = (saved ?? {}) as Partial<Record<string, unknown>>;
    for (const field of Object.keys(TEXTS) as TextName[]) {
      const text = (texts as Partial<Record<string, unknown>> | undefined)?.[field];
      if (typeof text === 'string') this.texts[field] = text;
    }
    this.layout = LAYOUTS.find((one) => one === layout) ?? this.layout;
    if (typeof isLimited === 'boolean') this.isLimited = isLimited;
    this.sizes.restore(sizes);
  }
}

export const openvzDraft = new OpenvzDraft();
