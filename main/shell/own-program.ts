import { app } from 'electron';

/** The command that starts this app, without its own arguments. */
export function ownProgram(): readonly string[] {
  // What an AppImage is run from is gone when it has ended: the file itself is what can be started.
  const file = process.env.APPIMAGE ?? process.execPath;
  return app.isPackaged ? [file] : [file, app.getAppPath()];
}
