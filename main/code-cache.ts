/** The program as V8 compiled it at an earlier start, so that it need not be compiled at each. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname, join, sep } from 'node:path';
import { Script } from 'node:vm';

const DIGEST_BYTES = 32;
const digest = (...data: readonly (Buffer | string)[]): Buffer => {
  const sum = createHash('sha256');
  for (const part of data) sum.update(part); // not put together first: that is as dear again
  return sum.digest();
};

/** What Node runs a CommonJS file with: no part of its documented interface, but what all that compiles for it takes the place of. */
interface Compiling {
  _compile(this: NodeModule, source: string, file: string): unknown;
}

/**
 * From now on runs the files below `program` from what the folder keeps of each, where that is of this very file and this
 * V8: V8 itself compares no more of a source than its length, and no longer looks whether the data is whole.
 *
 * Such a file can `require`, but not `import()` as it runs: Electron 22 loses the way to do that.
 *
 * What it returns writes what is compiled by then into the folder, where a file that was run was not kept, and takes away
 * what is of other versions. It never throws: the next start compiles again.
 */
export function runCompiled(program: string, folder: string): () => void {
  const compiling = Module.prototype as unknown as Compiling;
  const usual = compiling._compile;
  const scripts = new Map<string, Script>();
  let isWhole = true;
  compiling._compile = function (source, file) {
    if (!file.startsWith(program + sep)) return usual.call(this, source, file);
    const name = `${digest(process.versions.v8, '\n', source).toString('hex').slice(0, 32)}.v8`;
    const cachedData = readWhole(join(folder, name));
    const script = new Script(Module.wrap(source), { filename: file, ...(cachedData && { cachedData }) });
    scripts.set(name, script);
    if (!cachedData || script.cachedDataRejected) isWhole = false;
    const run = script.runInThisContext() as (...scope: unknown[]) => unknown;
    return run.call(this.exports, this.exports, Module.createRequire(file), this, file, dirname(file));
  };
  return () => {
    if (isWhole) return;
    try {
      for (const [name, script] of scripts) write(folder, name, script.createCachedData());
      for (const name of readdirSync(folder))
        if (!scripts.has(name)) rmSync(join(folder, name), { force: true });
    } catch {
      // a full disk, a folder that is another's
    }
  };
}

/** What was written with its digest, if every byte of it is as it was. */
function readWhole(path: string): Buffer | null {
  try {
    const stored = readFileSync(path);
    const data = stored.subarray(DIGEST_BYTES);
    return digest(data).equals(stored.subarray(0, DIGEST_BYTES)) ? data : null;
  } catch {
    return null; // the first start of this version
  }
}

function write(folder: string, name: string, data: Buffer): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `${name}.${process.pid}.part`);
  try {
    writeFileSync(temporary, Buffer.concat([digest(data), data]), { mode: 0o600 });
    renameSync(temporary, join(folder, name));
  } finally {
    rmSync(temporary, { force: true });
  }
}
