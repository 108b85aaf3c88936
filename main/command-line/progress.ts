import type { Busy } from '../../preload/contract';
import type { Client } from './client';
import { bytesOf } from './output';
import { hasErrorTerminal, overwrite } from './terminal';

/** What takes no longer than this is done before anybody has read how far it is, in ms. */
const CALM_MS = 1_000;
const AGAIN_MS = 500;

/** Shows on the terminal how far it is what a command waits for; nothing where errors go elsewhere. */
export class Progress {
  #timer: NodeJS.Timeout | null = null;
  #isOver = false;
  #isShown = false;

  constructor(private readonly client: Pick<Client, 'call' | 'asked'>) {}

  begin(): void {
    if (hasErrorTerminal()) this.#later(CALM_MS);
  }

  /** Takes away what is shown. */
  end(): void {
    this.#isOver = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#show('');
  }

  #later(ms: number): void {
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    const { asked } = this.client;
    // A console, or a question, has the terminal while nothing is asked.
    const busy = asked.length > 0 ? await this.client.call('busy.inspect', {}).catch(() => null) : null;
    if (this.#isOver) return;
    this.#show(busy ? progressText(busy, asked) : '');
    this.#later(AGAIN_MS);
  }

  #show(text: string): void {
    if (text === '' && !this.#isShown) return;
    this.#isShown = text !== '';
    overwrite(text);
  }
}

/** How far the jobs are that calls with these arguments wait for; empty where there is none. */
export function progressText(busy: Pick<Busy, 'machines'>, asked: readonly unknown[]): string {
  const meant = new Set(asked.flatMap(namesIn));
  const lines = busy.machines
    .filter(({ id, name }) => meant.has(id) || meant.has(name))
    .flatMap(({ name, jobs }) => jobs.map((job) => ({ name, job })));
  const [first] = lines;
  if (!first) return '';
  const { name, job } = first;
  const more = lines.length > 1 ? `, and ${lines.length - 1} more` : '';
  return `“${name}”: ${[job.step ?? job.operation, farOf(job.progress)].filter(Boolean).join(', ')}${more}`;
}

type JobProgress = Busy['machines'][number]['jobs'][number]['progress'];

function farOf(progress: JobProgress): string {
  if (progress === null || progress.unit === 'ms') return '';
  const { done, total, unit } = progress;
  const amount = unit === 'bytes' ? bytesOf : String;
  if (total === null) return amount(done);
  return `${Math.floor((100 * Math.min(done, total)) / total)} %, ${amount(done)} of ${amount(total)}`;
}

/** What a call is about: a machine's id, or the name that it is to have. */
function namesIn(args: unknown): readonly string[] {
  const { id, name } = args as { readonly id?: unknown; readonly name?: unknown };
  return [id, name].filter((one) => typeof one === 'string');
}
