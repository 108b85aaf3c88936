import type { Translation } from '../../text/message';
import { bin } from './de/bin';
import { console } from './de/console';
import { create } from './de/create';
import { definition } from './de/definition';
import { disks } from './de/disks';
import { hardware } from './de/hardware';
import { importing } from './de/import';
import { list } from './de/list';
import { machine } from './de/machine';
import { operations } from './de/operations';
import { remotes } from './de/remotes';
import { settings } from './de/settings';
import { snapshots } from './de/snapshots';
import { window } from './de/window';
import type { en } from './en';

/**
 * Every text of the window, in German. It addresses nobody (neither „Sie“ nor „du“): buttons and requests are infinitives.
 * \u00ad is where a long word may be parted in a narrow box.
 *
 *   machine  Maschine              start      starten                    disk, CD drive  Datenträger, CD-Laufwerk
 *   host     dieser Computer       suspend    anhalten (angehalten)      image           Abbild (a picture is a Bild)
 *   memory   Arbeitsspeicher       resume     fortsetzen                 network card    Netzwerkkarte
 *   state    Zustand               save       sichern; a form: speichern linked copy     verknüpfte Kopie
 *   driver   Treiber               shutdown   herunterfahren             stand alone     eigenständig
 *   bin      Papierkorb            destroy    Ausschalten erzwingen      compact         verdichten (compress: komprimieren)
 *   tag      Tag                   reboot     neu starten                mend            reparieren
 *   console  Konsole               reset      zurücksetzen               snapshot        Snapshot; to it: zurückkehren
 */
export const de: Translation<typeof en> = {
  ...window,
  ...operations,
  ...list,
  ...machine,
  ...console,
  ...definition,
  ...snapshots,
  ...hardware,
  ...disks,
  ...create,
  ...importing,
  ...bin,
  ...settings,
  ...remotes,
};
