/**
 * A second try for what failed: a whole run, beside real machines on a busy computer, must not be lost to one test that
 * depends on the moment. Such a test is named as unsteady, for it is a fault of the test's or of the app's all the same.
 */
import { relative } from 'node:path';
import { root } from '../setup/project.mjs';

/** So many spec files are tried again; where more failed, something is broken. */
const MOST = 4;

const failedIn = ({ status, assertionResults }) =>
  status === 'failed' || assertionResults.some((test) => test.status === 'failed');

/** The spec files to be tried again after a run, by its report: none where all is well, or too much is broken. */
export function toTryAgain(report) {
  const failed = (report?.testResults ?? []).filter(failedIn).map(({ name }) => name);
  return failed.length <= MOST ? failed : [];
}

/** The report of a run in which the files that were tried again stand as they ended then. */
export function withSecondTry(first, second) {
  const again = new Map(second.testResults.map((file) => [file.name, file]));
  const testResults = first.testResults.map((file) => again.get(file.name) ?? file);
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).length;
  return {
    testResults,
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('pending', 'skipped', 'disabled'),
    numTodoTests: count('todo'),
  };
}

/** The tests that failed at first and passed then, by file and name. */
export function unsteady(first, second) {
  const passed = new Set(
    second.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'passed')
        .map((test) => `${relative(root, name)} > ${test.fullName}`),
    ),
  );
  return first.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => `${relative(root, name)} > ${test.fullName}`)
      .filter((one) => passed.has(one)),
  );
}
