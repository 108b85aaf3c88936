import { join } from 'node:path';
import { PaddockError, toFailure } from '../../domains/failure';
import type { OpenvzConfig } from './config';
import type { Container } from './containers';
import type { Machine } from './machines';
import type { Tools } from './tools';

/* Containers that are gone, are not where they were, or are not those of then. */

/** Whether a container is not the one of then any more: another tool renames it, or brings its files back, but not both. */
export function isAnother(then: OpenvzConfig, now: OpenvzConfig | null): boolean {
  return now !== null && then.mark !== null && now.mark !== then.mark && now.name !== then.name;
}

/** What a container's configuration says; null where it has none any more. */
export async function readIfThere(tools: Tools, ctid: string): Promise<OpenvzConfig | null> {
  return tools.read(ctid).catch((error: unknown) => {
    if (toFailure(error).code === 'file-missing') return null;
    throw error;
  });
}

/** A machine of which is not known what it is any more. */
export function notKnown(machine: Machine, error: unknown): void {
  const failure = toFailure(error);
  machine.setState('unknown', failure.message, null);
  machine.setFailure(failure);
}

export function gone({ ctid, folder }: Container): PaddockError {
  return new PaddockError({
    code: 'file-missing',
    message: 'OpenVZ knows no such container any more.',
    cause: `There is none with the number ${ctid}, or its files are gone.`,
    next: 'Put its files back, or delete the machine here.',
    detail: { path: join(folder, `${ctid}.conf`) },
  });
}

export function another({ ctid }: Container): PaddockError {
  return new PaddockError({
    code: 'file-exists',
    message: `OpenVZ has another container with the number ${ctid} by now.`,
    cause:
      'Another tool deleted this machine’s and made that one: neither its name nor its files are those of then.',
    next: 'Delete the machine here; the other container is left as it is.',
  });
}

export function elsewhere({ ctid, folder }: Container): PaddockError {
  return new PaddockError({
    code: 'file-missing',
    message: 'The machine’s container is not where OpenVZ keeps its containers now.',
    cause: `Container ${ctid} was in ${folder}.`,
    next: 'Choose that folder in the settings again; the container is left as it is.',
  });
}

/** A snapshot that another program deleted. */
export function snapshotGone(ctid: string, identity: string): PaddockError {
  return new PaddockError({
    code: 'file-missing',
    message: 'OpenVZ does not have this snapshot any more.',
    cause: `None of container ${ctid} has the identity ${identity}: another program deleted it.`,
    next: 'Delete the snapshot here as well; nothing was changed.',
  });
}

export function untold(ctid: string): PaddockError {
  return new PaddockError({
    code: 'definition-unreadable',
    message: `What OpenVZ tells of container ${ctid} can’t be read.`,
    next: 'Look at what “vzlist -a -j” prints of it.',
  });
}
