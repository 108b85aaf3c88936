/** Chromium's sandbox: it needs user namespaces, or a helper that belongs to root. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from './command.mjs';
import { SetupError } from './report.mjs';

/** Whether the helper is one that Chromium would use. */
function helperReady(helper) {
  const { uid, mode } = statSync(helper, { throwIfNoEntry: false }) ?? {};
  return uid === 0 && (mode & 0o4755) === 0o4755;
}

/**
 * Makes sure that an ordinary user's window gets its sandbox. Some systems keep user namespaces from programs
 * they do not know; then the runtime's helper has to be handed to root, which is the person's decision.
 */
export async function requireSandbox(runtimeFolder) {
  const helper = join(runtimeFolder, 'chrome-sandbox');
  if (helperReady(helper)) return;
  // Trying it is the only sure test: three different settings of the system can forbid it.
  const { code } = await capture('unshare', ['--user', '--map-root-user', 'true']);
  if (code === 0) return;
  throw new SetupError(
    "this system keeps Chromium's sandbox from working for programs of your own",
    `sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`,
  );
}
