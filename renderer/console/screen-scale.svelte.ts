/** How a machine's screen fills its place: made to fit, pixel for pixel, or with the guest's resolution following it. */
export const SCALES = ['fit', 'actual', 'follow'] as const;
export type Scale = (typeof SCALES)[number];

const KEY = 'paddock.screen-scale';

/** The person's choice, for all screens; kept by the window itself, for it is a matter of looking. */
class ScreenScale {
  #current = $state<Scale>(SCALES.find((one) => one === localStorage.getItem(KEY)) ?? 'fit');

  get current(): Scale {
    return this.#current;
  }
  set current(scale: Scale) {
    this.#current = scale;
    localStorage.setItem(KEY, scale);
  }
}

export const screenScale = new ScreenScale();
