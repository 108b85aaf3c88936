import stringWidth from 'string-width';
import type { Failure } from '../domains/failure';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const GAP = '  ';

/** Rows below their heads, each column as wide as what is in it; `right`: columns of numbers. */
export function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[] = [],
): string {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => stringWidth(row[column] ?? ''))));
  const lines = all.map((row) =>
    row
      .map((text, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - stringWidth(text));
        return right.includes(heads[column] ?? '') ? space + text : text + space;
      })
      .join(GAP)
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** Names with their values, one a line; those without one are left out. */
export function sheet(entries: readonly (readonly [name: string, value: string | null])[]): string {
  const shown = entries.filter(
    (entry): entry is readonly [string, string] => entry[1] !== null && entry[1] !== '',
  );
  const width = Math.max(...shown.map(([name]) => stringWidth(name)));
  return shown
    .map(
      ([name, value]) =>
        `${name}:${' '.repeat(width - stringWidth(name))} ${value.replaceAll('\n', `\n${' '.repeat(width + 2)}`)}\n`,
    )
    .join('');
}

/** A size in binary units: `512 MiB`, `1.5 GiB`. */
export function bytesOf(bytes: number | null): string {
  if (bytes === null) return '-';
  let value = bytes;
  let unit = 0;
  while (unit < UNITS.length - 1 && Math.round(value * 10) / 10 >= 1024) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 ? Math.round(value) : Math.round(value * 10) / 10} ${UNITS[unit] ?? ''}`;
}

/** A moment as this computer's clock has it, to the minute. */
export function moment(at: number): string {
  const date = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A failure as it is told to a person: the sentence, the cause, what to do next. */
export function failureText({ message, cause, next }: Failure, about?: string): string {
  const [first = '', ...more] = [message, cause, next].flatMap((text) => text?.split('\n') ?? []);
  return (
    [`paddock: ${about ? `${about}: ` : ''}${first}`, ...more.map((line) => `  ${line}`)].join('\n') + '\n'
  );
}
