import type { Failure } from '../preload/contract';
import { t } from './text/text';

/** What is told where a part of the window can't be fetched: files of the app are gone, or were replaced under it. */
export const partMissing = (error: unknown): Failure => ({
  code: 'file-unreadable',
  message: t('app.partMissing'),
  cause: error instanceof Error ? error.message : String(error),
  next: t('app.partMissing.next'),
});
