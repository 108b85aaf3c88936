/** The suites in the order in which they run, quickest first, and what each needs. */
import { SetupError } from '../setup/report.mjs';

/** `window` suites start the app or a machine: they get a display and a message bus of their own. */
export const suites = [
  { name: 'lint' },
  { name: 'unit' },
  { name: 'model' },
  { name: 'conformance', window: true },
  { name: 'containers', window: true },
  { name: 'qemu', window: true },
  { name: 'e2e', window: true },
  { name: 'photographs', window: true },
  { name: 'security', window: true },
  { name: 'dist', window: true },
];

/** The suites a person asked for, in the usual order; all of them where none is named. */
export function chooseSuites(names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const known = suites.map((suite) => suite.name).join(', ');
    throw new SetupError(`there is no suite ${unknown.join(', ')}; the suites are ${known}`);
  }
  return names.length === 0 ? suites : suites.filter((suite) => names.includes(suite.name));
}
