/**
 * How SPICE's agent inside a guest is spoken with: messages cut into chunks, numbers with their lowest byte first. Source:
 * spice-protocol's vd_agent.h.
 */

/** The kinds of message that are spoken of here; there are more. */
export const MESSAGE = { clipboard: 4, announceCapabilities: 6, grab: 7, request: 8, release: 9 } as const;
/** What an agent can do, as bits. */
export const CAPABILITY = { clipboardByDemand: 1 << 5, lineEndCrLf: 1 << 9 } as const;
/** What a clipboard can hold. */
export const HOLDS = { nothing: 0, text: 1 } as const;

export interface AgentMessage {
  readonly type: number;
  readonly data: Buffer;
}

const PROTOCOL = 1;
/** Chunks for the agent itself. */
const AGENT_CHUNKS = 1;
const CHUNK_HEAD_BYTES = 8;
const MESSAGE_HEAD_BYTES = 20;
/** Agents take 2048 at most. */
const CHUNK_MAX_BYTES = 1024;
/** A longer message, from a guest that may be up to no good, is passed over. */
const MESSAGE_MAX_BYTES = 1_000_000;

/** One message, in chunks. */
export function messageBytes(type: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(MESSAGE_HEAD_BYTES);
  head.writeUInt32LE(PROTOCOL, 0);
  head.writeUInt32LE(type, 4);
  head.writeUInt32LE(data.byteLength, 16);
  const message = Buffer.concat([head, data]);
  const parts: Buffer[] = [];
  for (let at = 0; at < message.length; at += CHUNK_MAX_BYTES) {
    const body = message.subarray(at, at + CHUNK_MAX_BYTES);
    parts.push(numbers(AGENT_CHUNKS, body.length), body);
  }
  return Buffer.concat(parts);
}

/** Numbers of 32 bits, one after the other. */
export function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
}

/** The numbers of 32 bits that bytes are; what is left over is no number. */
export function numbersIn(bytes: Buffer): readonly number[] {
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readUInt32LE(4 * index));
}

/** Bytes that are gathered until there are as many as wanted. */
class Filling {
  readonly bytes: Buffer;
  #filled = 0;

  constructor(size: number) {
    this.bytes = Buffer.alloc(size);
  }

  get isFull(): boolean {
    return this.#filled === this.bytes.length;
  }

  /** Takes what fits, and gives what is left. */
  take(from: Buffer): Buffer {
    const taken = from.copy(this.bytes, this.#filled);
    this.#filled += taken;
    return from.subarray(taken);
  }
}

/** Makes messages of what an agent sends, however it is cut. */
export class AgentReader {
  #chunkHead = new Filling(CHUNK_HEAD_BYTES);
  /** How much of the chunk is still to come. */
  #chunkLeft = 0;
  #head = new Filling(MESSAGE_HEAD_BYTES);
  /** What the message is made of; null before its head is whole, and where it is passed over. */
  #body: Filling | null = null;
  #passingOver = 0;

  /** The messages that are complete with these bytes. */
  take(bytes: Buffer): readonly AgentMessage[] {
    const messages: AgentMessage[] = [];
    for (let rest = bytes; rest.length > 0;) {
      if (this.#chunkLeft === 0) {
        rest = this.#chunkHead.take(rest);
        if (!this.#chunkHead.isFull) continue;
        this.#chunkLeft = this.#chunkHead.bytes.readUInt32LE(4);
        this.#chunkHead = new Filling(CHUNK_HEAD_BYTES);
        continue;
      }
      const chunk = rest.subarray(0, this.#chunkLeft);
      rest = rest.subarray(chunk.length);
      this.#chunkLeft -= chunk.length;
      for (let left = chunk; left.length > 0;) left = this.#takePart(left, messages);
    }
    return messages;
  }

  /** Takes what belongs to one part of a message, and gives what is left. */
  #takePart(bytes: Buffer, messages: AgentMessage[]): Buffer {
    if (this.#passingOver > 0) {
      const passed = Math.min(this.#passingOver, bytes.length);
      this.#passingOver -= passed;
      return bytes.subarray(passed);
    }
    const rest = this.#body ? this.#body.take(bytes) : this.#head.take(bytes);
    if (!this.#body && this.#head.isFull) {
      const size = this.#head.bytes.readUInt32LE(16);
      if (size <= MESSAGE_MAX_BYTES) this.#body = new Filling(size);
      else {
        this.#passingOver = size;
        this.#head = new Filling(MESSAGE_HEAD_BYTES);
      }
    }
    if (this.#body?.isFull) {
      messages.push({ type: this.#head.bytes.readUInt32LE(4), data: this.#body.bytes });
      this.#head = new Filling(MESSAGE_HEAD_BYTES);
      this.#body = null;
    }
    return rest;
  }
}
