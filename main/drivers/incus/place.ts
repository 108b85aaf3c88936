import type { Instance } from './answers';
import type { IncusConfig } from './config';

/** Where an instance is, as one word: what tells it from all others. */
export function placeOf({ remote, project, instance }: IncusConfig): string {
  return `incus:${remote}/${project}/${instance}`;
}

/** The same of an instance that a server tells of; `remote` is the word for that server here. */
export function placeIn(remote: string, { project, name }: Pick<Instance, 'project' | 'name'>): string {
  return `incus:${remote}/${project}/${name}`;
}

/** What tells an instance from a later one of its name, whatever it is called; null where that can’t be known now. */
export function markOf({ config }: Instance): string | null {
  return config?.['volatile.uuid'] ?? null;
}

/** Whether another tool has made another instance of that name since its machine was put into the bin. */
export function isAnother({ mark }: IncusConfig, instance: Instance): boolean {
  const now = markOf(instance);
  return mark !== null && now !== null && now !== mark;
}

/** Stays the same when an instance is renamed; null where that can’t be known now. */
export function instanceIdentity({ config, name }: Instance): string | null {
  return config && (config['volatile.uuid'] ?? name);
}
