import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCompiled } from './code-cache';

const usual = (Module.prototype as unknown as { _compile: unknown })._compile;
const saying = (what: string): string =>
  `const { join } = require('node:path'); exports.said = join('a', '${what}');`;

let work: string;
let program: string;
let folder: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'pdk-code-'));
  program = join(work, 'program');
  folder = join(work, 'kept');
  mkdirSync(program);
  writeFileSync(join(program, 'index.js'), saying('one'));
});
afterEach(() => {
  Object.assign(Module.prototype, { _compile: usual });
  rmSync(work, { recursive: true, force: true });
});

/** Starts the program as a new process would, and keeps it; returns what its first file exports. */
function start(): { readonly said: unknown } {
  const keep = runCompiled(program, folder);
  const require = createRequire(join(program, 'index.js'));
  for (const file of Object.keys(require.cache)) if (file.startsWith(program)) delete require.cache[file];
  try {
    return require('./index.js') as { said: unknown };
  } finally {
    Object.assign(Module.prototype, { _compile: usual });
    keep();
  }
}
const kept = (): string[] => readdirSync(folder).map((name) => join(folder, name));

describe('a program that is kept as it was compiled', () => {
  it('runs from its source at first, and from what is kept as long as it is the same', () => {
    expect(start().said).toBe('a/one');
    expect(kept()).toHaveLength(1);
    const [file = ''] = kept();
    const before = statSync(file).ino;
    expect(start().said).toBe('a/one');
    expect(kept()).toEqual([file]);
    expect(statSync(file).ino).toBe(before); // nothing was missing, so nothing is written
  });

  it('is compiled anew where a file has changed, though not in length', () => {
    start();
    const before = kept();
    writeFileSync(join(program, 'index.js'), saying('two'));
    expect(start().said).toBe('a/two');
    expect(kept()).toHaveLength(1);
    expect(kept()).not.toEqual(before);
  });

  it('is compiled anew where what is kept is not whole', () => {
    start();
    const [file = ''] = kept();
    const bytes = readFileSync(file);
    const at = bytes.length >> 1;
    const broken = Buffer.from(bytes);
    broken.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    for (const stored of [broken, Buffer.alloc(0)]) {
      writeFileSync(file, stored);
      expect(start().said).toBe('a/one');
      expect(readFileSync(file).equals(stored)).toBe(false);
    }
  });

  it('keeps each of its files, also those that take from one another', () => {
    writeFileSync(join(program, 'index.js'), "exports.own = {}; exports.said = require('./part.js').taken;");
    writeFileSync(join(program, 'part.js'), "exports.taken = require('./index.js').own;");
    expect(start().said).toEqual({});
    expect(kept()).toHaveLength(2);
    expect(start().said).toEqual({});
  });

  it('runs where nothing can be kept', () => {
    writeFileSync(folder, 'no folder');
    expect(start().said).toBe('a/one');
  });
});
