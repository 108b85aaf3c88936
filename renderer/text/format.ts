import { language } from './language.svelte';
import { t } from './text';

/** Formats are dear to make: each once for a locale. */
function byLocale<T>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    const { locale } = language.grammar;
    const format = made.get(locale) ?? make(locale);
    made.set(locale, format);
    return format;
  };
}

const decimal = byLocale(
  (locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1, useGrouping: false }),
);

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size for a person, in binary units with at most one decimal: `512 MiB`, `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // 1023.96 KiB would be shown as 1024 KiB: what rounds up to the next unit is told in it.
  while (unit < UNITS.length - 1 && Math.round(value * 10) / 10 >= 1024) {
    value /= 1024;
    unit++;
  }
  const shown = value >= 100 ? Math.round(value) : value;
  return `${decimal().format(shown)} ${UNITS[unit] ?? ''}`;
}

/** A share for a person: `7 %`, `0.4 %`. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  return t('amount.percent', { amount: decimal().format(percent < 1 ? percent : Math.round(percent)) });
}

/** A rate for a person: `1.5 MiB/s`. */
export function formatRate(bytesPerSecond: number): string {
  return t('amount.perSecond', { amount: formatBytes(bytesPerSecond) });
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time for a person, in its largest unit, at most two: `4 s`, `12 min`, `3 h 20 min`, `2 days`. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) return t('time.seconds', { count: Math.floor(span / SECOND) });
  if (span < HOUR) return t('time.minutes', { count: Math.floor(span / MINUTE) });
  if (span < DAY) {
    const hours = Math.floor(span / HOUR);
    const minutes = Math.floor((span % HOUR) / MINUTE);
    return minutes === 0
      ? t('time.hours', { count: hours })
      : `${t('time.hours', { count: hours })} ${t('time.minutes', { count: minutes })}`;
  }
  return t('time.days', { count: Math.floor(span / DAY) });
}

/** How long something took: `42 ms`, `1.3 s`, `12 min`. */
export function formatLapse(ms: number): string {
  if (ms < SECOND) return t('time.milliseconds', { count: Math.round(ms) });
  if (ms < MINUTE) return t('time.secondsExact', { count: Math.round(ms / 100) / 10 });
  return formatDuration(ms);
}

const sameDay = byLocale((locale) => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }));
const otherDay = byLocale(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    }),
);

/** The time of a day. */
export function formatTime(at: number): string {
  return sameDay().format(at);
}

/** A moment for a person: the time alone on the same day, else with its date. */
export function formatMoment(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return (isToday ? sameDay() : otherDay()).format(at);
}

/**
 * A command line as one would type it into a shell: quoted where it must be, for reading and copying only. Paddock itself
 * hands arguments over one by one and never to a shell.
 */
export function formatCommand(command: readonly string[]): string {
  return command.map(quoted).join(' ');
}

/** The same, an option a line, each with its value. */
export function formatCommandLines(command: readonly string[]): string {
  const lines: string[] = [];
  for (const word of command) {
    const last = lines.length - 1;
    const previous = lines[last];
    const isValue = previous !== undefined && last > 0 && !word.startsWith('-') && !previous.includes(' ');
    if (isValue) lines[last] = `${previous} ${quoted(word)}`;
    else lines.push(quoted(word));
  }
  return lines.join(' \\\n  ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`;
}
