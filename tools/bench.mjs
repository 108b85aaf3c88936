/** `npm run bench -- [GROUP ...] [--only TEXT] [--json FILE]`: measures against peers in the same run and prints a table. */
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  unwatchFile,
  watchFile,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { capture } from './setup/command.mjs';
import { startVirtualDisplay } from './setup/display.mjs';
import { benchTools, testTools } from './setup/package-list.mjs';
import { prepare } from './setup/prepare.mjs';
import { root } from './setup/project.mjs';
import { runTool, say } from './setup/report.mjs';
import { testKernel } from './setup/test-kernel.mjs';

const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

/** Splits the arguments into groups, the text that rows must have in their names, and the file that they are written to. */
function readArguments(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'string' }, only: { type: 'string', default: '' } },
  });
  return { groups: positionals, only: values.only, json: values.json ?? null };
}

function table(rows) {
  const line = ({ group, name, value, unit, peer, peerValue, ratio }) => [
    group,
    name,
    `${value} ${unit}`,
    `${peer}: ${peerValue} ${unit}`,
    `x ${ratio}`,
  ];
  const cells = rows.map(line);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(0, ...cells.map((row) => row[column].length)));
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join('  ')).join('\n');
}

/** The rows that have been measured: one line of JSON each, written as they are found. */
const rowsIn = (file) =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];

/** Says each row as soon as it is there: a whole run takes long. Returns what ends it. */
function sayAsTheyCome(file) {
  let said = 0;
  const sayNew = () => {
    const rows = rowsIn(file);
    for (const row of rows.slice(said)) say(table([row]));
    said = rows.length;
  };
  watchFile(file, { interval: 1_000 }, sayNew);
  return () => unwatchFile(file);
}

async function bench() {
  const { groups, only, json } = readArguments(process.argv.slice(2));
  const electron = await prepare({ also: [...testTools, ...benchTools] });
  const kernel = await testKernel();
  const display = await startVirtualDisplay();
  const work = mkdtempSync(join(tmpdir(), 'paddock-bench-'));
  const out = join(work, 'rows.jsonl');
  const quiet = sayAsTheyCome(out);
  try {
    const { code, stdout, stderr } = await capture(
      process.execPath,
      [vitest, 'run', '--project', 'bench', '--reporter', 'dot'],
      {
        env: {
          ...process.env,
          ...display.env,
          PADDOCK_ELECTRON: electron.executable,
          PADDOCK_TEST_KERNEL: kernel,
          PADDOCK_BENCH_GROUPS: groups.join(','),
          PADDOCK_BENCH_ONLY: only,
          PADDOCK_BENCH_OUT: out,
        },
      },
    );
    if (code !== 0) say(`${stdout}\n${stderr}`.slice(-10_000));
    const rows = rowsIn(out);
    say(`\n${table(rows)}`);
    if (json) writeFileSync(json, `${JSON.stringify(rows, null, 2)}\n`);
    return code === 0 ? 0 : 1;
  } finally {
    quiet();
    display.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

if (process.argv[1]?.endsWith('bench.mjs')) await runTool(bench);
