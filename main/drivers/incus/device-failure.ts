import { PaddockError, type Failure } from '../../domains/failure';
import type { Device } from './devices';

/** What Incus says of a device, what that means, and at which field of its form it is shown. */
interface Meaning extends Pick<Failure, 'code' | 'message' | 'next'> {
  readonly words: RegExp;
  readonly field: string | null;
}

/** In Incus' words (of 6.0), the more particular first. */
const MEANINGS: readonly Meaning[] = [
  {
    words: /missing source path/i,
    code: 'file-missing',
    message: 'The server has no such file or folder.',
    next: 'Choose one that is there; the path is one of the server’s.',
    field: 'source',
  },
  {
    words: /address already in use/i,
    code: 'port-taken',
    message: 'This port is taken at the server.',
    next: 'Choose another port, or end the program that has it.',
    field: 'hostPort',
  },
  {
    // What it says of either, where its helper ends before its reason is heard: a port that is taken is by far the likelier.
    words: /fd from listener/i,
    code: 'port-taken',
    message: 'The server can’t listen at this address and port.',
    next: 'Another program may have the port, or the server has no such address: choose another.',
    field: 'hostPort',
  },
  {
    words: /cannot assign requested address/i,
    code: 'argument-invalid',
    message: 'The server has no such address.',
    next: 'Choose one of its own, or 0.0.0.0 for all.',
    field: 'hostAddress',
  },
  {
    words: /storage pool .*not found|failed to get storage pool/i,
    code: 'file-missing',
    message: 'The server has no such pool of storage.',
    next: 'Choose one that it has.',
    field: 'pool',
  },
  {
    words: /storage volume not found|failed loading custom volume/i,
    code: 'file-missing',
    message: 'The pool has no such volume.',
    next: 'Choose one that it has, or make a new one.',
    field: 'volume',
  },
  {
    words: /volume by that name already exists/i,
    code: 'file-exists',
    message: 'The pool has a volume of that name already.',
    next: 'Choose another name, or take that volume.',
    field: 'volume',
  },
  {
    words: /volume.*(already attached|in use)|already attached/i,
    code: 'file-in-use',
    message: 'Another machine has this volume.',
    next: 'Take it out there first.',
    field: 'volume',
  },
  {
    words: /network .*not found|failed to load network/i,
    code: 'file-missing',
    message: 'The server has no such network.',
    next: 'Choose one that it has.',
    field: 'network',
  },
  {
    words: /parent device .*doesn't exist|parent .*not found/i,
    code: 'file-missing',
    message: 'The server has no such interface.',
    next: 'Choose one that it has.',
    field: 'parent',
  },
  {
    words: /mac address/i,
    code: 'argument-invalid',
    message: 'It can’t have this MAC address.',
    next: 'Choose another, or leave it to Incus.',
    field: 'mac',
  },
  {
    words: /uses the same path/i,
    code: 'argument-invalid',
    message: 'Two disks can’t be at one place.',
    next: 'Choose another place inside for one of them.',
    field: 'path',
  },
  {
    words: /no space left|quota exceeded|not enough space/i,
    code: 'disk-full',
    message: 'There is no space left in the pool.',
    next: 'Choose a smaller size or another pool, or free some space.',
    field: null,
  },
  {
    words: /instance is running|when running|hot.?plug/i,
    code: 'wrong-state',
    message: 'Incus can’t change this device while the machine runs.',
    next: 'Shut it down, and save again.',
    field: null,
  },
];

/**
 * What a refusal means for the devices of a form, at the field at fault where Incus names the device; `about` is the device
 * where that is known already. Anything else stays as it is.
 */
export function deviceFailure(error: unknown, devices: readonly Device[], about?: Device): unknown {
  if (!(error instanceof PaddockError)) return error;
  const words = error.failure.cause ?? '';
  const name = about?.name ?? /\b(?:device|for) "([^"]+)"/i.exec(words)?.[1];
  const meaning = MEANINGS.find((one) => one.words.test(words));
  const index = devices.findIndex((device) => device.name === name);
  if (!meaning && (index < 0 || error.code !== 'program-failed')) return error;
  const { code, message, next } = meaning ?? error.failure;
  const field = [`hardware.devices.${index}`, meaning?.field].filter(Boolean).join('.');
  return new PaddockError({
    ...error.failure,
    code,
    message,
    ...(next !== undefined && { next }),
    ...(index >= 0 && { field }),
  });
}
