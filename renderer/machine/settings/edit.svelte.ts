import type { DomainId, Failure, Hardware, MachineDetail } from '../../../preload/contract';
import { call, failureOf } from '../../bridge';
import { CPUS_MAX, MEMORY_MAX_MIB, MEMORY_MIN_MIB, MIB } from '../../create/defaults';
import { news } from '../../live/news.svelte';
import { t } from '../../text/text';

/** What is filled in, as it is filled in. */
export interface Filled {
  name: string;
  description: string;
  /** Separated by commas. */
  tags: string;
  autostart: boolean;
  /** In seconds. */
  autostartDelay: number | null;
  memoryMiB: number | null;
  cpus: number | null;
  display: boolean;
  network: boolean;
  commandLine: string;
  forwards: FilledForward[];
  media: { id: string; path: string }[];
}

interface FilledForward {
  /** Tells rows apart while one is taken out. */
  readonly key: number;
  protocol: 'tcp' | 'udp';
  hostPort: number | null;
  guestPort: number | null;
}

export type EditField =
  | 'name'
  | 'tags'
  | 'autostartDelay'
  | 'memory'
  | 'cpus'
  | 'commandLine'
  | `media.${number}`
  | `forwards.${number}`;

/** The settings form of one machine. It outlives its page, so that what was filled in is there when one comes back. */
export class Edit {
  filled = $state<Filled>(EMPTY);
  errors = $state.raw<Readonly<Partial<Record<EditField, string>>>>({});
  failure = $state.raw<Failure | null>(null);
  saving = $state(false);
  #base = $state.raw<Filled>(EMPTY);
  #editable: Hardware | null = null;

  readonly isChanged = $derived(JSON.stringify(this.filled) !== JSON.stringify(this.#base));

  constructor(private readonly id: DomainId) {}

  /** Takes over what the machine has now, where nothing was filled in that this would throw away. */
  show(detail: MachineDetail): void {
    this.#editable = detail.editable;
    const now = filledFrom(detail);
    const isChanged = JSON.stringify(this.filled) !== JSON.stringify(this.#base);
    this.#base = now;
    if (!isChanged) this.filled = structuredClone(now);
  }

  revert(): void {
    this.filled = structuredClone($state.snapshot(this.#base));
    this.errors = {};
    this.failure = null;
  }

  clearError(field: EditField): void {
    if (this.errors[field] === undefined) return;
    const rest: Partial<Record<EditField, string>> = { ...this.errors };
    delete rest[field];
    this.errors = rest;
  }

  addForward(): void {
    const { forwards } = this.filled;
    const key = Math.max(0, ...forwards.map((one) => one.key)) + 1;
    // What most want first: a way in for SSH.
    const isFirst = forwards.length === 0;
    forwards.push({ key, protocol: 'tcp', hostPort: isFirst ? 2222 : null, guestPort: isFirst ? 22 : null });
  }

  removeForward(index: number): void {
    this.filled.forwards.splice(index, 1);
    this.errors = Object.fromEntries(
      Object.entries(this.errors).filter(([field]) => !field.startsWith('forwards.')),
    );
  }

  async pickMedium(index: number): Promise<void> {
    try {
      const path = await call('file.pick', { purpose: 'iso' });
      const drive = this.filled.media[index];
      if (path === null || !drive) return;
      drive.path = path;
      this.clearError(`media.${index}`);
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  /** Saves what is filled in; it stays until that has succeeded. */
  async save(): Promise<void> {
    if (this.saving || !this.isChanged) return;
    this.failure = null;
    const editable = this.#checked();
    if (!editable) return;
    const { name, description, tags, autostart, autostartDelay } = $state.snapshot(this.filled);
    this.saving = true;
    try {
      await call('machine.redefine', {
        id: this.id,
        name: name.trim(),
        description,
        tags: tagsOf(tags),
        autostart: autostart ? { delay: autostartDelay ?? 0 } : null,
        editable,
      });
      this.#base = $state.snapshot(this.filled);
      news.tell(t('edit.saved', { name: name.trim() }));
    } catch (error) {
      this.#place(failureOf(error));
    } finally {
      this.saving = false;
    }
  }

  #place(failure: Failure): void {
    const field = FIELDS[failure.field ?? ''] ?? itemOf(failure.field);
    if (field) this.errors = { [field]: [failure.message, failure.cause].filter(Boolean).join(' ') };
    if (!field || failure.remedy || failure.next) this.failure = failure;
  }

  /** What the form asks for, or null with the fields' errors set. Main checks it all again, and more. */
  #checked(): Hardware | null {
    const errors: Partial<Record<EditField, string>> = {};
    const whole = (field: EditField, value: number | null, min: number, max: number): number => {
      if (value === null || !Number.isInteger(value)) errors[field] = t('create.bad.number');
      else if (value < min || value > max) errors[field] = t('create.bad.range', { min, max });
      return value ?? min;
    };
    const { filled } = this;
    if (filled.name.trim() === '') errors.name = t('create.missing.name');
    if (tagsOf(filled.tags).some((tag) => tag.length > TAG_MAX)) {
      errors.tags = t('edit.tagTooLong', { count: TAG_MAX });
    }
    if (filled.autostart) whole('autostartDelay', filled.autostartDelay, 0, DELAY_MAX);
    const cpus = whole('cpus', filled.cpus, 1, CPUS_MAX);
    const mib = whole('memory', filled.memoryMiB, MEMORY_MIN_MIB, MEMORY_MAX_MIB);
    const forwards = filled.forwards.map(({ protocol, hostPort, guestPort }, index) => ({
      protocol,
      hostPort: whole(`forwards.${index}`, hostPort, 1, PORT_MAX),
      guestPort: whole(`forwards.${index}`, guestPort, 1, PORT_MAX),
    }));
    this.errors = errors;
    if (Object.keys(errors).length > 0 || !this.#editable) return null;
    // One that is no whole number of MiB stays as it is unless it was changed.
    const memory = filled.memoryMiB === this.#base.memoryMiB ? this.#editable.hardware.memory : mib * MIB;
    if (this.#editable.driver === 'test') return { driver: 'test', hardware: { memory, cpus } };
    const { hardware } = this.#editable;
    return {
      driver: 'qemu',
      hardware: {
        memory,
        cpus,
        display: filled.display ? 'vga' : 'none',
        network: filled.network,
        forwards: filled.network ? forwards : [],
        media: filled.media.map(({ id, path }) => ({ id, path: path.trim() || null })),
        commandLine: hardware.commandLine === null ? null : filled.commandLine.trim(),
      },
    };
  }
}

const TAG_MAX = 60;
const PORT_MAX = 65_535;
const DELAY_MAX = 3_600;

const EMPTY: Filled = {
  name: '',
  description: '',
  tags: '',
  autostart: false,
  autostartDelay: 0,
  memoryMiB: null,
  cpus: null,
  display: true,
  network: true,
  commandLine: '',
  forwards: [],
  media: [],
};

/** What a failure's `field` calls the fields of the form. */
const FIELDS: Readonly<Record<string, EditField | undefined>> = {
  name: 'name',
  'hardware.memory': 'memory',
  'hardware.cpus': 'cpus',
  'hardware.commandLine': 'commandLine',
};

function itemOf(field: string | undefined): EditField | undefined {
  const [, list, index] = /^hardware\.(media|forwards)\.(\d+)/.exec(field ?? '') ?? [];
  return list === 'media' || list === 'forwards' ? `${list}.${Number(index)}` : undefined;
}

export function tagsOf(text: string): string[] {
  const tags = text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  return tags.filter((tag, at) => tags.indexOf(tag) === at);
}

function filledFrom({ name, description, tags, autostart, editable }: MachineDetail): Filled {
  const common = {
    ...EMPTY,
    name,
    description,
    tags: tags.join(', '),
    autostart: autostart !== null,
    autostartDelay: autostart?.delay ?? 0,
  };
  if (!editable) return common;
  const { memory, cpus } = editable.hardware;
  const sized = { ...common, memoryMiB: Math.round(memory / MIB), cpus };
  if (editable.driver === 'test') return sized;
  const { display, network, forwards, media, commandLine } = editable.hardware;
  return {
    ...sized,
    display: display !== 'none',
    network,
    commandLine: commandLine ?? '',
    forwards: forwards.map((forward, key) => ({ ...forward, key })),
    media: media.map(({ id, path }) => ({ id, path: path ?? '' })),
  };
}

// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody watches which forms there are
const edits = new Map<DomainId, Edit>();

/** The form of a machine: the same one each time its page is opened. */
export function editOf(id: DomainId): Edit {
  const edit = edits.get(id) ?? new Edit(id);
  edits.set(id, edit);
  return edit;
}
