/**
 * `npm run mutate`: takes each guard of the registry away in turn, in a copy of the sources, and requires a test to fail.
 * Prints a table; ends with an error where a guard can be taken away unseen.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const GUARDS = [
  {
    guard: 'the question `removing` after a wait',
    file: 'main/domains/domain-list.ts',
    from: 'await turn : turn;\n    if (domain.removing) {',
    to: 'await turn : turn;\n    if (false as boolean) {',
  },
  {
    guard: 'the check of order and re-entry',
    file: 'main/domains/lock.ts',
    from: 'if (!listThenMachine) throw orderError(this, purpose, hold);',
    to: 'if (!listThenMachine) continue;',
  },
  {
    guard: 'the place in the queue, taken under the list lock',
    file: 'main/domains/domain-list.ts',
    from: 'turn = domain.lock.take(purpose, pressing);\n    } finally {\n      list.release();\n    }',
    to: 'turn = undefined as never;\n    } finally {\n      list.release();\n    }\n    await new Promise((resolve) => setImmediate(resolve));\n    turn = domain.lock.take(purpose);',
  },
  {
    guard: 'the question what became of it, after a relock',
    file: 'main/domains/domain.ts',
    from: "if (domain.removing) return { fate: 'gone', value };",
    to: '',
  },
  {
    guard: 'the release of a machine in `finally`',
    file: 'main/domains/domain-list.ts',
    from: 'return await machine.enter(work);\n    } finally {\n      machine.close();\n    }',
    to: 'const result = await machine.enter(work);\n      machine.close();\n      return result;\n    } finally {\n    }',
  },
  {
    guard: 'the release of the list in `finally`',
    file: 'main/domains/domain-list.ts',
    from: 'domain = this.#find(id);\n      turn = domain.lock.take(purpose, pressing);\n    } finally {\n      list.release();\n    }',
    to: 'domain = this.#find(id);\n      turn = domain.lock.take(purpose, pressing);\n      list.release();\n    } finally {\n    }',
  },
  {
    guard: 'the void handle after use',
    file: 'main/domains/domain.ts',
    from: 'this.#held.release();\n    this.#held = null;\n  }\n}',
    to: 'this.#held.release();\n  }\n}',
  },
  {
    guard: 'the sync of the file',
    file: 'main/domains/durable-folder.ts',
    from: 'await file.sync();',
    to: '',
  },
  {
    guard: 'the rename over the old file',
    file: 'main/domains/durable-folder.ts',
    from: 'await rename(temporary, path);',
    to: 'await (await open(path, "w")).close();',
  },
  {
    guard: 'the sync of the folder',
    file: 'main/domains/durable-folder.ts',
    from: '        await this.#sync();\n      } catch (error) {\n        await unlink(temporary)',
    to: '      } catch (error) {\n        await unlink(temporary)',
  },
  {
    guard: 'the claim on a machine in the bin',
    file: 'main/domains/bin.ts',
    from: 'if (claim !== undefined) {',
    to: 'if (claim !== undefined && (false as boolean)) {',
  },
  {
    guard: 'the return into the bin when a recovery fails',
    file: 'main/domains/domain-list.ts',
    from: 'await this.store.discard({ ...entry, definition });\n      throw error;',
    to: 'throw error;',
  },
  {
    guard: 'the question whether the machine is in the list or in the bin, where both have it',
    file: 'main/domains/store.ts',
    from: 'else if (listed.has(read.id)) await this.#bin.remove(file);',
    to: '',
  },
];

const SOURCES = [
  'main',
  'preload',
  'renderer',
  'text',
  'test',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];
const LIMIT_MS = 60_000;

/** The tests of the registry in the copy; a hang is a failure that was seen. */
function testsPass(copy) {
  const { status } = spawnSync(
    'npx',
    ['vitest', 'run', '--bail=1', 'main/domains', 'main/hypervisor', 'test/model'],
    {
      cwd: copy,
      stdio: 'ignore',
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    },
  );
  return status === 0;
}

// Within the project, so that its node_modules are found.
const copy = mkdtempSync(resolve('.mutate-'));
try {
  for (const source of SOURCES) cpSync(source, join(copy, source), { recursive: true });
  if (!testsPass(copy)) throw new Error('the tests fail with every guard in its place');
  let unseen = 0;
  for (const { guard, file, from, to } of GUARDS) {
    const path = join(copy, file);
    const whole = readFileSync(path, 'utf8');
    if (!whole.includes(from)) throw new Error(`${file} holds no such code any more: ${guard}`);
    writeFileSync(
      path,
      whole.replace(from, () => to),
    );
    const seen = !testsPass(copy);
    writeFileSync(path, whole);
    if (!seen) unseen++;
    console.log(`${seen ? 'seen  ' : 'UNSEEN'}  without ${guard} (${file})`);
  }
  console.log(`${GUARDS.length - unseen} of ${GUARDS.length} guards are held by a test`);
  process.exitCode = unseen === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
