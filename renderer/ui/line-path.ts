interface Frame {
  /** How many values fill the width; fewer stand at its right end. */
  readonly length: number;
  /** What fills the height. */
  readonly most: number;
  readonly width: number;
  readonly height: number;
}

/** The outlines of a line and of what is below it, as an SVG path has them; null where there is nothing to draw. */
export function linePath(
  values: readonly (number | null)[],
  { length, most, width, height }: Frame,
): { readonly line: string; readonly area: string } | null {
  const step = width / Math.max(1, length - 1);
  const left = width - step * (values.length - 1);
  const runs: (readonly [x: number, y: number])[][] = [];
  let isOpen = false;
  for (const [at, value] of values.entries()) {
    if (value === null) {
      isOpen = false;
      continue;
    }
    const share = most > 0 ? Math.min(1, Math.max(0, value / most)) : 0;
    const point = [round(left + at * step), round(height - share * height)] as const;
    if (isOpen) runs[runs.length - 1]?.push(point);
    else runs.push([point]);
    isOpen = true;
  }
  const drawn = runs.filter((run) => run.length > 1);
  if (drawn.length === 0) return null;
  const line = (run: (readonly [number, number])[]): string => run.map(([x, y]) => `${x} ${y}`).join('L');
  return {
    line: drawn.map((run) => `M${line(run)}`).join(''),
    area: drawn.map((run) => `M${run[0]?.[0]} ${height}L${line(run)}V${height}Z`).join(''),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
