/** Parts of the window that open over the page: where it is too narrow for the sidebar, that is a drawer. */
class Frame {
  drawer = $state(false);
  keys = $state(false);
  palette = $state(false);
  /** What is being done now, beside the page. */
  operations = $state(false);
}

export const frame = new Frame();
