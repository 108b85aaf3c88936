import { PaddockError, type FailureCode } from '../../domains/failure';

/** What a server refused, or why it can't be reached. */
export function incusFailure(doing: string, status: number, words: string): PaddockError {
  const told = (code: FailureCode, message: string, next: string): PaddockError =>
    new PaddockError({ code, message, cause: words, next, detail: { output: words } });
  if (/not found/i.test(words) && /image/i.test(words)) {
    return told(
      'file-missing',
      'The server has no such image.',
      'Choose an image that it has (“incus image list”), or download one.',
    );
  }
  if (status === 404) {
    return told('file-missing', 'Incus knows no such instance any more.', 'Delete the machine here as well.');
  }
  if (status === 403) {
    return told(
      'unsupported',
      `Incus does not let you ${doing}.`,
      'Have your user or your certificate trusted by the server.',
    );
  }
  if (/no space left|quota exceeded/i.test(words)) {
    return told('disk-full', 'There is no space left at the server.', 'Free some space and try again.');
  }
  if (/address already in use/i.test(words)) {
    return told(
      'port-taken',
      'A port that it forwards is taken at the server.',
      'Choose another port, or end the program that has it.',
    );
  }
  if (status === 412) {
    return told('busy', 'Another program changed the instance meanwhile.', 'Try again.');
  }
  if (status === 409 || /already exists|already in use/i.test(words)) {
    return told('file-exists', 'Incus has something of that name already.', 'Choose another name.');
  }
  return told(
    'program-failed',
    `Incus could not ${doing}.`,
    'Look at what it says, change it, and try again.',
  );
}

/** The connection to a server is lost, or none can be had. */
export function unreachable(cause: string): PaddockError {
  return new PaddockError({
    code: 'connection-lost',
    message: 'The Incus server can’t be reached.',
    cause,
    next: 'Look whether it runs; Paddock connects again by itself.',
    remedy: { kind: 'retry' },
  });
}

/** A server that shows another certificate than the one that is trusted. */
export function otherServer(fingerprint: string): PaddockError {
  return new PaddockError({
    code: 'not-trusted',
    message: 'The Incus server is not the one that was trusted.',
    cause: `It shows another certificate, with the fingerprint ${fingerprint}.`,
    next: 'Ask its owner. If it was set up anew, remove it here and add it again; nothing was sent to it.',
  });
}

/** A server that knows this computer no more, or never did. */
export function untrusted(): PaddockError {
  return new PaddockError({
    code: 'not-trusted',
    message: 'The Incus server does not trust this computer.',
    next: 'Ask its owner for a new token (“incus config trust add”), and add the server again.',
  });
}
