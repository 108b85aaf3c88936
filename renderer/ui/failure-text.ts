import type { Failure, Operation } from '../../preload/contract';
import { formatCommand } from '../text/format';
import { t } from '../text/text';
import { told } from '../text/told';

/** What happened, with which operation failed where that is told. */
export function failureTitle({ operation, message }: Failure): string {
  if (operation === undefined) return told(message);
  // Main keeps no other word there.
  return t('failed.of', { what: t(`failed.${operation as Operation}`), message: told(message) });
}

/** The evidence of a failure, a line a fact, to be read unfolded or copied into a report. */
export function failureDetails(failure: Failure): string {
  const { detail } = failure;
  const lines = [`${t('failure.code')}: ${failure.code}`];
  if (detail?.path) lines.push(`${t('failure.path')}: ${detail.path}`);
  if (detail?.command) lines.push(`${t('failure.command')}: ${formatCommand(detail.command)}`);
  if (detail?.exitCode !== undefined && detail.exitCode !== null) {
    lines.push(`${t('failure.exit')}: ${detail.exitCode}`);
  }
  if (detail?.signal) lines.push(`${t('failure.signal')}: ${detail.signal}`);
  if (detail?.output) lines.push(`${t('failure.output')}:`, detail.output.trimEnd());
  return lines.join('\n');
}

/** All of a failure, as it is copied. */
export function failureReport(failure: Failure): string {
  return [failure.message, failure.cause, failure.next, '', failureDetails(failure)]
    .filter((line) => line !== undefined)
    .join('\n');
}
