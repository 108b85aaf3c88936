import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const USER = 'paddock-tests';
const ROOT = resolve(__dirname, '../..');
const CONTROLLERS = '/sys/fs/cgroup';

/** Gives this process control groups of its own, as a login does where they are delegated, and becomes the user. */
const BECOME = `
for controller in memory cpu cpuacct cpuset freezer pids devices blkio systemd .; do
  group=${CONTROLLERS}/$controller/${USER}
  [ -d ${CONTROLLERS}/$controller ] || continue
  if [ $controller = . ]; then
    [ -e ${CONTROLLERS}/cgroup.controllers ] || continue
    echo '+memory +cpu +pids' > ${CONTROLLERS}/cgroup.subtree_control
  fi
  mkdir -p $group
  if [ $controller = cpuset ]; then
    cat ${CONTROLLERS}/cpuset/cpuset.cpus > $group/cpuset.cpus
    cat ${CONTROLLERS}/cpuset/cpuset.mems > $group/cpuset.mems
    echo 1 > $group/cgroup.clone_children
  fi
  chown -R ${USER} $group
  echo $$ > $group/cgroup.procs
done
exec setpriv --reuid ${USER} --regid ${USER} --init-groups env HOME=/home/${USER} USER=${USER} "$@"
`;

function asUser(command: readonly string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', BECOME, 'become', ...command], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' },
  });
  return { status, output: `${stdout}${stderr}` };
}

/** Why it can't be tried here; null where it can. */
function whyNot(): string | null {
  if (process.getuid?.() !== 0) return 'the suite “conformance” runs as an ordinary user already';
  return process.env.CI === 'true' ? null : 'no user is made on a person’s own computer';
}

const absent = whyNot();
const begin = absent === null ? describe : describe.skip;

begin(`LXC’s containers of an ordinary user${absent === null ? '' : ` (${absent})`}`, () => {
  let work: string;
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'pdk-user-'));
    spawnSync('useradd', ['--create-home', USER]);
    if (!readFileSync('/etc/subuid', 'utf8').includes(`${USER}:`)) {
      spawnSync('usermod', ['--add-subuids', '700000-765535', '--add-subgids', '700000-765535', USER]);
    }
    spawnSync('chown', [USER, work]);
  });
  afterAll(() => {
    spawnSync('pkill', ['-9', '-u', USER]);
    spawnSync('userdel', ['--remove', USER]);
    rmSync(work, { recursive: true, force: true });
  });

  it('do all that root’s do', () => {
    const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
    expect(asUser(['test', '-r', vitest])).toMatchObject({ status: 0 });
    const out = join(work, 'report.json');
    const { output } = asUser([
      process.execPath,
      vitest,
      'run',
      '--config',
      join(__dirname, 'ordinary-user.config.ts'),
      '--reporter=json',
      `--outputFile=${out}`,
    ]);
    expect(existsSync(out), output).toBe(true);
    const { numPassedTests, testResults } = JSON.parse(readFileSync(out, 'utf8')) as {
      readonly numPassedTests: number;
      readonly testResults: readonly {
        readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
      }[];
    };
    const failed = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status !== 'passed');
    expect(failed.map(({ fullName }) => fullName)).toEqual([]);
    expect(numPassedTests).toBeGreaterThan(25);
  }, 400_000);
});
