import { app } from 'electron';

const SWITCH = 'GDK_GL';

/**
 * Has GTK begin without OpenGL: it is asked for menus and dialogs alone, and would load Mesa's drivers with LLVM into main
 * for nothing, which takes 24 MiB. The window's own drawing has a process to itself and is none of GTK's. To be called
 * before the app is ready, which is when GTK begins; programs that are started later hear nothing of it. A person's own
 * choice stays.
 */
export function withoutToolkitGl(env: NodeJS.ProcessEnv): void {
  if (env[SWITCH] !== undefined) return;
  env[SWITCH] = 'disable';
  void app.whenReady().then(() => delete env[SWITCH]);
}
