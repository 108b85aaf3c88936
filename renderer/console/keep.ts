import type { DomainId } from '../../preload/contract';
import { call, failureOf } from '../bridge';
import { news } from '../live/news.svelte';
import { t } from '../text/text';

/** A name for a file: what the machine is called, and when. */
export function fileName(machine: string, ending: string, now: Date): string {
  const pad = (part: number): string => String(part).padStart(2, '0');
  const date = [now.getFullYear(), pad(now.getMonth() + 1), pad(now.getDate())].join('-');
  const time = [pad(now.getHours()), pad(now.getMinutes()), pad(now.getSeconds())].join('.');
  return `${machine.replace(/[/\\:*?"<>|]/g, '_')} ${date} ${time}.${ending}`;
}

/** Asks where to keep a picture of a machine's screen. */
export async function keepPicture(id: DomainId, machine: string, picture: Blob): Promise<void> {
  const bytes = new Uint8Array(await picture.arrayBuffer());
  await keep(id, { kind: 'picture', name: fileName(machine, 'png', new Date()), bytes });
}

/** Asks where to keep what a text console shows. */
export async function keepText(id: DomainId, machine: string, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  await keep(id, { kind: 'text', name: fileName(machine, 'txt', new Date()), bytes });
}

async function keep(id: DomainId, what: Parameters<typeof call<'file.save'>>[1]): Promise<void> {
  try {
    const path = await call('file.save', what);
    if (path !== null) news.tell(() => t('console.saved', { path }));
  } catch (error) {
    news.tellFailure(failureOf(error), id);
  }
}
