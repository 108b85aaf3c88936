import { dialog } from 'electron';
import type { Say } from './text/text';

/** Asks whether a machine is to be forced off, where there is no window to ask in. */
export async function mayForceOff(name: string, say: Say): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    message: say('confirm.destroy', { name }),
    detail: say('confirm.destroyWhat'),
    buttons: [say('tray.destroy'), say('confirm.cancel')],
    defaultId: 1,
    cancelId: 1,
  });
  return response === 0;
}
