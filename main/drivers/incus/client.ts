import { setTimeout as delay } from 'node:timers/promises';
import type WebSocket from 'ws';
import { z } from 'zod';
import { PaddockError } from '../../domains/failure';
import { OperationSchema, STATUS, type Operation } from './answers';
import type { Endpoint } from './endpoint';
import { incusFailure, unreachable } from './errors';

/** How long an answer may take, in ms. */
const LIMIT_MS = 30_000;
/** How long a server is asked to hold back its answer while an operation goes on, in seconds. */
const WAIT_S = 1;

const AnswerSchema = z.object({
  type: z.enum(['sync', 'async', 'error']),
  error: z.string().default(''),
  error_code: z.number().default(0),
  operation: z.string().default(''),
  metadata: z.unknown(),
});

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with `/1.0`. */
  readonly path: string;
  readonly body?: unknown;
  /** Refused with `busy` where what is at the path is not as it was when it had this tag (RFC 9110, 13.1.1). */
  readonly ifMatch?: string;
  /** What is tried, for the sentence of its failure: “start the instance”. */
  readonly doing: string;
}

/** Speaks to an Incus server (its REST API, version 1.0). */
export class IncusClient {
  constructor(private readonly endpoint: Endpoint) {}

  close(): void {
    this.endpoint.close();
  }

  /** Asks, and checks the answer. Throws what the server's refusal means, or `connection-lost`. */
  async ask<T>(call: Call, schema: z.ZodType<T>): Promise<T> {
    return (await this.askTagged(call, schema)).value;
  }

  /** The same, with the tag of what was read. */
  async askTagged<T>(
    call: Call,
    schema: z.ZodType<T>,
  ): Promise<{ readonly value: T; readonly tag: string | null }> {
    const { metadata, tag } = await this.#send(call);
    const parsed = schema.safeParse(metadata);
    if (parsed.success) return { value: parsed.data, tag };
    throw new PaddockError({
      code: 'program-failed',
      message: `Incus gave an answer that Paddock does not understand.`,
      cause: z.prettifyError(parsed.error),
      next: 'Look whether a newer Paddock knows this version of Incus.',
      detail: { output: JSON.stringify(metadata).slice(0, 2000) },
    });
  }

  /**
   * Begins an operation and waits for its end, telling how far it is. Where `signal` aborts, the server is asked to cancel
   * it, and the signal's reason is thrown.
   */
  async run(
    call: Call,
    options: { readonly signal?: AbortSignal; readonly onProgress?: (words: string) => void } = {},
  ): Promise<Operation> {
    const answer = await this.#send(call);
    if (answer.type !== 'async') return { id: '', status_code: STATUS.success, err: '', may_cancel: false };
    const { signal, onProgress } = options;
    for (;;) {
      if (signal?.aborted) {
        await this.#cancel(answer.operation);
        throw signal.reason;
      }
      const operation = await this.#waitFor(answer.operation, call.doing);
      if (operation.status_code === STATUS.success) return operation;
      if (operation.status_code >= STATUS.failure) throw incusFailure(call.doing, 0, operation.err);
      const words = progressIn(operation);
      if (words !== null) onProgress?.(words);
    }
  }

  /** An operation once it has ended, or as it is after a while. */
  async #waitFor(path: string, doing: string): Promise<Operation> {
    const call = { method: 'GET', path: `${path}/wait?timeout=${WAIT_S}`, doing } as const;
    return this.ask(call, OperationSchema).catch((error: unknown) => {
      // So some versions say that it goes on.
      const goesOn = error instanceof PaddockError && /deadline exceeded/.test(error.failure.cause ?? '');
      if (!goesOn) throw error;
      return this.ask({ ...call, path }, OperationSchema);
    });
  }

  /** Begins an operation with websockets, and answers with it at once. */
  async begin(call: Call): Promise<Operation> {
    return this.ask(call, OperationSchema);
  }

  /** What cannot be cancelled goes on to its end. */
  async #cancel(operation: string): Promise<void> {
    const call = { method: 'DELETE', path: operation, doing: 'cancel it' } as const;
    await this.#send(call).catch(() => undefined);
    for (let tries = 0; tries < 100; tries++) {
      const state = await this.ask({ ...call, method: 'GET' }, OperationSchema).catch(() => null);
      if (state === null || state.status_code >= STATUS.success) return;
      await delay(100);
    }
  }

  /** Opens a websocket; it is not connected yet. */
  async websocket(path: string): Promise<WebSocket> {
    return (await this.endpoint.open()).websocket(path);
  }

  async #send(call: Call): Promise<z.infer<typeof AnswerSchema> & { readonly tag: string | null }> {
    const { text, tag } = await this.#exchange(call);
    let answer: z.infer<typeof AnswerSchema>;
    try {
      answer = AnswerSchema.parse(JSON.parse(text));
    } catch {
      throw unreachable('What answers there is no Incus.');
    }
    if (answer.type === 'error') throw incusFailure(call.doing, answer.error_code, answer.error);
    return { ...answer, tag };
  }

  async #exchange({
    method,
    path,
    body,
    ifMatch,
  }: Call): Promise<{ readonly text: string; readonly tag: string | null }> {
    const connections = await this.endpoint.open();
    return new Promise((resolve, reject) => {
      const headers = {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      };
      const request = connections.request({ method, path, headers, timeout: LIMIT_MS });
      request.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.once('end', () => resolve({ text, tag: response.headers.etag ?? null }));
        response.once('error', (error) => reject(unreachable(error.message)));
      });
      request.once('timeout', () => request.destroy(new Error('It does not answer.')));
      request.once('error', (error) => {
        reject(error instanceof PaddockError ? error : unreachable(error.message));
      });
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

/** How far an operation is, in Incus' words: `rootfs: 50% (12.3MB/s)`. */
function progressIn({ metadata }: Operation): string | null {
  const entry = Object.entries(metadata ?? {}).find(([key]) => key.endsWith('_progress'));
  return typeof entry?.[1] === 'string' ? entry[1] : null;
}
