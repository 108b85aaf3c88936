import type { AppInfo, DefineRequest, Failure } from '../../preload/contract';
import { t } from '../text/text';

export type DriverKind = DefineRequest['driver'];
type WithoutName<R> = R extends unknown ? Omit<R, 'name' | 'start'> : never;
/** What a driver is asked for, without what all machines have. */
export type Filled = WithoutName<DefineRequest>;

/** What is filled in of one driver's form. It outlives its page, so that all is there when one comes back. */
export interface FormDraft {
  /** What is wrong, by the form's own names for its fields. */
  errors: Readonly<Record<string, string | undefined>>;
  clearError(field: string): void;
  /** Fills in what is still empty with what suits this computer. */
  fill(host: AppInfo): void;
  reset(): void;
  /** The request as filled in, or null with the errors set. Main checks it all again, and more. */
  read(): Filled | null;
  /** Places what main refused at its field; whether there is one for it. */
  place(failure: Failure): boolean;
  /** Whether something is filled in that is not kept. Absent where all is. */
  readonly hasSecret?: boolean;
  /** What is kept over a reload of the window: no password. */
  save(): unknown;
  /** Takes what was kept; what does not fit is left out. */
  restore(saved: unknown): void;
}

/** What stands at a field that main refused: what is to be done as well, but where a card with a button for it says so. */
export function fieldText({ message, cause, next, remedy }: Failure): string {
  return [message, cause, remedy ? undefined : next].filter(Boolean).join(' ');
}

/** What is wrong with a number that must be whole and between two others; undefined where nothing is. */
export function problemOf(value: number | null, min: number, max: number): string | undefined {
  if (value === null || !Number.isInteger(value)) return t('create.bad.number');
  return value < min || value > max ? t('create.bad.range', { min, max }) : undefined;
}

/** Only what is wrong. */
export function onlyErrors(all: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
