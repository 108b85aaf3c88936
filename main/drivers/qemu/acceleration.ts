import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { z } from 'zod';
import { tryGuest } from './acceleration-guest';
import type { QemuFacts } from './probe';
import { Remembered } from '../remembered';

/** Whether guests run on the processor itself here; nothing but a guest that ran says so. */
export type Verdict =
  | { readonly kind: 'works' }
  | { readonly kind: 'fails'; readonly why: string }
  /** The trial is under way. */
  | { readonly kind: 'unknown' };

const AnswerSchema = z.object({ works: z.boolean(), why: z.string() });
type Answer = z.infer<typeof AnswerSchema>;

const DEVICE = '/dev/kvm';

export interface AccelerationOptions {
  /** The file that remembers the answer. */
  readonly cache: string;
  readonly log: (message: string) => void;
}

/**
 * Finds out whether KVM works by running a small guest under it: that /dev/kvm is there and opens says "perhaps" only
 * (a virtual computer may offer one under which no guest gets anywhere). The answer is remembered for this computer,
 * kernel and QEMU. Until it is known, machines run under TCG.
 */
export class Acceleration {
  #verdict: Verdict = { kind: 'unknown' };
  #trial: Promise<void> | null = null;
  /** What was tried out here: it may be that it can't be kept, and whoever hears of the answer looks again. */
  #found: { readonly host: string; readonly answer: Answer } | null = null;
  readonly #abort = new AbortController();
  readonly #remembered: Remembered<Answer>;

  constructor(private readonly options: AccelerationOptions) {
    this.#remembered = new Remembered(options.cache, AnswerSchema, options.log);
  }

  get verdict(): Verdict {
    return this.#verdict;
  }

  /** Looks at what is known at once; where that does not answer, tries a guest and calls `onAnswer` when it did. */
  async look(facts: QemuFacts, onAnswer: () => void): Promise<Verdict> {
    const barred = await deviceProblem();
    if (barred) return (this.#verdict = { kind: 'fails', why: barred });
    const host = await fingerprint(facts);
    const answer = this.#found?.host === host ? this.#found.answer : await this.#remembered.answer(host);
    if (answer) return (this.#verdict = verdictOf(answer));
    this.#trial ??= this.#try(facts, host).then(() => {
      this.#trial = null;
      if (!this.#abort.signal.aborted) onAnswer();
    });
    return this.#verdict;
  }

  /** Resolves when no trial is under way. */
  async settled(): Promise<void> {
    await this.#trial;
  }

  /** Ends a trial without an answer. */
  async close(): Promise<void> {
    this.#abort.abort(new Error('Paddock is closing'));
    await this.#trial;
  }

  async #try(facts: QemuFacts, host: string): Promise<void> {
    const problem = await tryGuest(facts, this.#abort.signal).catch(String);
    if (this.#abort.signal.aborted) return;
    const answer = { works: problem === null, why: problem ?? '' };
    this.#found = { host, answer };
    this.#verdict = verdictOf(answer);
    this.options.log(`acceleration: ${problem ?? 'a guest ran under KVM'}`);
    await this.#remembered.keep(host, answer);
  }
}

function verdictOf({ works, why }: Answer): Verdict {
  return works ? { kind: 'works' } : { kind: 'fails', why };
}

/** The verdict as a person reads it. */
export function accelerationNote(verdict: Verdict): {
  readonly tone: 'good' | 'warning';
  readonly text: string;
} {
  switch (verdict.kind) {
    case 'works':
      return { tone: 'good', text: 'Hardware acceleration works.' };
    case 'fails':
      return {
        tone: 'warning',
        text: `No hardware acceleration: ${verdict.why}. Machines run emulated, slower.`,
      };
    case 'unknown':
      return {
        tone: 'warning',
        text: 'Whether hardware acceleration works is being tried out. Until then machines run emulated, slower.',
      };
  }
}

async function deviceProblem(): Promise<string | undefined> {
  try {
    await access(DEVICE, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? 'this computer offers none (there is no /dev/kvm); it may be switched off in the firmware’s settings'
      : 'your user account may not open /dev/kvm; add it to the group “kvm” and log in again';
  }
}

/** What the answer depends on: the computer, its kernel, its processor and QEMU. */
async function fingerprint({ system, version }: QemuFacts): Promise<string> {
  const computer = await readFile('/etc/machine-id', 'utf8').catch(() => '');
  const parts = [computer.trim(), release(), cpus()[0]?.model ?? '', system, version];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
