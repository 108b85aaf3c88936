import { open, type FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';

/** In bytes: small pieces are written many at once. */
const WRITE_AT_ONCE = 4 * 1024 * 1024;
/** In bytes: as much is on its way to the drive while more is written, so that little is left to wait for at the end. */
const SYNC_EVERY = 16 * 1024 * 1024;

interface Piece {
  readonly chunk: Buffer;
}

/** A file that is on the drive when the stream has finished. Made anew, readable by its owner alone. */
export class DurableFile extends Writable {
  #handle: FileHandle | null = null;
  #unsynced = 0;
  #syncing: Promise<void> | null = null;
  #failure: Error | null = null;

  constructor(private readonly path: string) {
    super({ highWaterMark: WRITE_AT_ONCE });
  }

  override _construct(done: (error?: Error | null) => void): void {
    open(this.path, 'w', 0o600).then((handle) => {
      this.#handle = handle;
      done();
    }, done);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#put([chunk]).then(() => done(), done);
  }

  override _writev(pieces: readonly Piece[], done: (error?: Error | null) => void): void {
    this.#put(pieces.map(({ chunk }) => chunk)).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#finish().then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const close = async (): Promise<void> => {
      await this.#syncing;
      await this.#handle?.close();
    };
    close().then(
      () => done(error),
      (failed: Error) => done(error ?? failed),
    );
  }

  async #put(chunks: readonly Buffer[]): Promise<void> {
    if (this.#failure) throw this.#failure;
    const bytes = Buffer.concat(chunks);
    let written = 0;
    while (written < bytes.length) {
      written += (await this.#open().write(bytes, written)).bytesWritten; // a drive that fills up takes a part
    }
    this.#unsynced += bytes.length;
    if (this.#unsynced < SYNC_EVERY || this.#syncing) return;
    this.#unsynced = 0;
    this.#syncing = this.#open()
      .datasync()
      .catch((error: Error) => void (this.#failure = error))
      .finally(() => (this.#syncing = null));
  }

  async #finish(): Promise<void> {
    await this.#syncing;
    if (this.#failure) throw this.#failure;
    await this.#open().sync();
  }

  #open(): FileHandle {
    if (this.#handle) return this.#handle;
    throw new Error(`${this.path} is not open`);
  }
}
