import { app, webContents } from 'electron';

/** Draws every window as large as the settings say, in percent. Returns what is called when they say something else. */
export function zoomWindows(percent: () => number): () => void {
  app.on('web-contents-created', (_event, contents) =>
    contents.on('dom-ready', () => contents.setZoomFactor(percent() / 100)),
  );
  return () => {
    for (const contents of webContents.getAllWebContents()) contents.setZoomFactor(percent() / 100);
  };
}
