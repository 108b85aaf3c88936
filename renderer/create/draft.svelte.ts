import type { DefineRequest, Failure } from '../../preload/contract';
import { call, failureOf } from '../bridge';
import { app } from '../live/app.svelte';
import { drivers } from '../live/drivers.svelte';
import { news } from '../live/news.svelte';
import { route } from '../live/route.svelte';
import { t } from '../text/text';
import { fieldText, type DriverKind, type FormDraft } from './form';
import { CREATE_FORMS, KINDS } from './forms';
import { keepForm, keptForm } from './kept';
import type { Creating } from './making';
import { naming } from './naming.svelte';
import { qemuDraft } from './qemu/qemu-draft.svelte';

/** The create page: which driver, what all machines have, and creating it. What is filled in outlives the page. */
class Draft {
  driver = $state<DriverKind | null>(null);
  nameError = $state<string | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Whether it stands at a field as well. */
  #isPlaced = $state(false);
  /** What is being created; null where nothing is. */
  creating = $state.raw<Creating | null>(null);
  /** Grows when an error was placed at a field, which then takes the focus. */
  attempts = $state(0);

  /** What the create page offers on this computer. */
  readonly offered = $derived<readonly DriverKind[]>(
    KINDS.filter((kind) =>
      drivers.list.some(({ id, creates, probe }) => id === kind && creates && probe?.status === 'ready'),
    ),
  );
  /**
   * What a person chose (a dropped image chooses QEMU, there or not); else the first that can be had. What is still looked
   * for counts as if it were there, or the form would change under one's hands as each is found.
   */
  readonly chosen = $derived<DriverKind>(
    this.driver ??
      KINDS.find((kind) =>
        drivers.list.some(({ id, creates, probe }) => id === kind && creates && probe?.status !== 'missing'),
      ) ??
      'qemu',
  );
  readonly form = $derived<FormDraft>(CREATE_FORMS[this.chosen].draft);

  /** The failure for as long as it counts: what stood at a field is past once that was filled in otherwise. */
  readonly current = $derived.by<Failure | null>(() => {
    const isAtFault = this.nameError !== null || Object.values(this.form.errors).some(Boolean);
    return this.#isPlaced && !isAtFault ? null : this.failure;
  });

  get submitting(): boolean {
    return this.creating !== null;
  }

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
    for (const { draft } of Object.values(CREATE_FORMS)) draft.fill(host);
  }

  reset(): void {
    naming.reset();
    this.nameError = null;
    this.failure = null;
    for (const { draft } of Object.values(CREATE_FORMS)) draft.reset();
    keepForm(null);
    this.fill();
    if (route.current.page === 'create') void naming.suggestDefault(this.chosen);
  }

  async takeFiles(paths: readonly string[]): Promise<void> {
    this.driver = 'qemu';
    await qemuDraft.takeFiles(paths);
  }

  /** Whether all that is filled in can be kept: no password is, and what is on its way has to end first. */
  get isKeepable(): boolean {
    return !this.submitting && !KINDS.some((kind) => CREATE_FORMS[kind].draft.hasSecret);
  }

  /** Keeps what is filled in over a reload of the window; called wherever something of it has changed. */
  keep(): void {
    keepForm(this.save());
  }

  /** What is kept of it. */
  save(): string {
    const forms = Object.fromEntries(KINDS.map((kind) => [kind, CREATE_FORMS[kind].draft.save()]));
    const { name, isNamed } = naming;
    return JSON.stringify({ driver: this.driver, name, isNamed, forms });
  }

  /** Takes what was kept, once, before the page is first shown. */
  restore(): void {
    const text = keptForm();
    if (text === null) return;
    try {
      const { driver, name, isNamed, forms } = JSON.parse(text) as Partial<Record<string, unknown>>;
      this.driver = KINDS.find((kind) => kind === driver) ?? null;
      if (typeof name === 'string') naming.name = name;
      naming.isNamed = isNamed === true;
      const saved = (forms ?? {}) as Partial<Record<string, unknown>>;
      for (const kind of KINDS) CREATE_FORMS[kind].draft.restore(saved[kind]);
    } catch {
      keepForm(null); // of another version
    }
  }

  /** Creates the machine. What was filled in stays until that has succeeded. */
  async submit(start: boolean): Promise<void> {
    if (this.submitting) return;
    this.failure = null;
    const name = naming.name.trim();
    this.nameError = name === '' ? t('create.missing.name') : null;
    const filled = this.form.read();
    if (!filled || this.nameError !== null) {
      this.attempts++;
      return;
    }
    this.creating = { driver: this.chosen, name };
    try {
      const { id, startFailure } = await call('machines.define', { ...filled, name, start } as DefineRequest);
      if (startFailure && startFailure.code !== 'cancelled') {
        news.tellFailure(() => ({ ...startFailure, message: t('create.startFailed', { name }) }), id);
      }
      const isHere = route.current.page === 'create';
      if (isHere) {
        route.back();
        route.machine(id, start && !startFailure ? 'console' : 'overview');
      } else news.tell(() => t('done.define', { name }), id);
      this.reset();
    } catch (error) {
      const failure = failureOf(error);
      // A person gave it up: what was filled in is still there, and nothing has to be said.
      if (failure.code !== 'cancelled') this.#place(failure);
    } finally {
      this.creating = null;
    }
  }

  #place(failure: Failure): void {
    const isOfName = failure.field === 'name';
    if (isOfName) this.nameError = fieldText(failure);
    const isPlaced = isOfName || this.form.place(failure);
    if (isPlaced) this.attempts++;
    this.#isPlaced = isPlaced;
    // Once is enough; but the card holds the button for what can be done.
    if (!isPlaced || failure.remedy) this.failure = failure;
  }
}

export const draft = new Draft();
