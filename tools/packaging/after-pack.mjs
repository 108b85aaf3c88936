/** What electron-builder calls once a package's folder stands: takes out what only a bare Electron needs. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';

export default function afterPack({ appOutDir, packager }) {
  const resources = packager.getResourcesDir(appOutDir);
  for (const path of [join(resources, 'default_app.asar'), join(appOutDir, 'version')]) {
    rmSync(path, { recursive: true, force: true });
  }
}
