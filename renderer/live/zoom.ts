/** The sizes that one steps through, in percent. */
export const ZOOMS = [100, 110, 125, 150, 175, 200] as const;
export type ZoomStep = 'in' | 'out' | 'reset';

/** The size that comes after this one; another than those above (typed into the file) goes to the nearest in that direction. */
export function zoomAfter(zoom: number, step: ZoomStep): number {
  switch (step) {
    case 'reset':
      return ZOOMS[0];
    case 'in':
      return ZOOMS.find((one) => one > zoom) ?? zoom;
    case 'out':
      return [...ZOOMS].reverse().find((one) => one < zoom) ?? zoom;
  }
}
