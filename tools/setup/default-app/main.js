'use strict';
// What `electron FOLDER` runs when the runtime came without Electron's own default app: it starts the
// app in FOLDER just as that does, so that app.name, app.getVersion(), app.getAppPath() and
// app.isPackaged answer the same.
const { app, dialog } = require('electron');
const fs = require('fs');
const Module = require('module');
const path = require('path');

/** The modules to preload (-r) and the app's path; everything after the path belongs to the app. */
function readArguments(argv) {
  const preload = [];
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at];
    if (argument === '-r' || argument === '--require') preload.push(argv[++at]);
    else if (argument === '-v' || argument === '--version') return { version: true, preload };
    else if (argument.startsWith('--app=')) return { app: argument.slice('--app='.length), preload };
    else if (!argument.startsWith('-')) return { app: argument, preload };
  }
  return { preload };
}

function fail(message) {
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
    dialog.showErrorBox('Paddock cannot start', message);
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function load(target) {
  Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });
  const folder = path.resolve(target);
  const packageFile = path.join(folder, 'package.json');
  let main;
  try {
    if (fs.existsSync(packageFile)) {
      const about = JSON.parse(fs.readFileSync(packageFile, 'utf8'));
      if (about.version) app.setVersion(about.version);
      if (about.productName || about.name) app.name = about.productName || about.name;
      app.setDesktopName(about.desktopName || `${app.name}.desktop`);
      if (about.v8Flags) require('v8').setFlagsFromString(about.v8Flags);
      app.setAppPath(folder);
    }
    main = Module._resolveFilename(folder, null, true);
    if (!fs.existsSync(packageFile)) app.setAppPath(path.dirname(main));
  } catch (error) {
    return fail(`There is no app to start in ${folder}: ${error.message}`);
  }
  Module._load(main, null, true);
}

const wanted = readArguments(process.argv.slice(1));
if (wanted.version) {
  process.stdout.write(`v${process.versions.electron}\n`);
  process.exit(0);
}
if (wanted.preload.length > 0) Module._preloadModules(wanted.preload);
if (wanted.app) load(wanted.app);
else fail('Say which app to start: electron FOLDER');
