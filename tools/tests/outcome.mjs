/** What came of a run of suites: its counts, and by name what failed or passed only the second time. */
import { relative } from 'node:path';
import { root } from '../setup/project.mjs';
import { add, lastLine, none } from './counts.mjs';

/** Enough of a failure's message to know it by; the whole of it stands where the suite ran. */
const MESSAGE_LINES = 6;

export const nothing = Object.freeze({ counts: none, failures: [], unsteady: [] });

export function together(a, b) {
  return {
    counts: add(a.counts, b.counts),
    failures: [...a.failures, ...b.failures],
    unsteady: [...a.unsteady, ...b.unsteady],
  };
}

const place = (file) => relative(root, file);
const beginning = (message) => (message ?? '').split('\n').slice(0, MESSAGE_LINES).join('\n    ');

/** The failed tests of vitest's JSON report, each with the beginning of its message; files that could not be loaded too. */
export function failuresOf(report) {
  if (!report) return ['the run left no report'];
  return report.testResults.flatMap((file) => {
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0)
      return file.status === 'failed' ? [`${place(file.name)}\n    ${beginning(file.message)}`] : [];
    return failed.map(
      (test) => `${place(file.name)} > ${test.fullName}\n    ${beginning(test.failureMessages?.[0])}`,
    );
  });
}

/** What a run ends with: the names of what failed or was unsteady, then the line of counts. */
export function closing({ counts, failures, unsteady }) {
  const list = (title, names) =>
    names.length > 0 ? [`\n${title}`, ...names.map((name) => `  ${name}`)] : [];
  return [
    ...list('UNSTEADY, passed the second time:', unsteady),
    ...list('FAILED:', failures),
    '',
    lastLine(counts),
  ].join('\n');
}
