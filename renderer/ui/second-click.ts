/**
 * Keeps the second click of a double click from the page that the first one has opened: it is meant for what was there
 * before, and may do whatever stands in that place now. Not that of a button, which is clicked twice to go back twice.
 * `shown` names the page that is shown.
 */
export function withoutSecondClick(shown: () => string): (within: HTMLElement) => () => void {
  return (within) => {
    let first: string | null = null;
    const look = (event: MouseEvent): void => {
      if (event.detail <= 1) first = isOnButton(event) ? null : shown();
      else if (first !== null && first !== shown()) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    };
    const events = ['mousedown', 'mouseup', 'click', 'dblclick'] as const;
    for (const event of events) within.addEventListener(event, look, true);
    return () => {
      for (const event of events) within.removeEventListener(event, look, true);
    };
  };
}

function isOnButton({ target }: MouseEvent): boolean {
  return target instanceof Element && target.closest('button, a') !== null;
}
