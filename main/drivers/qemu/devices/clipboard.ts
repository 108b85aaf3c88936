import { z } from 'zod';
import { socketOption } from './serials';
import { virtioPortArguments } from './virtio-serial';

/** Whether a program inside, SPICE's agent, can share its clipboard with a screen that is open. */
export const ClipboardSchema = z.boolean().default(false);

/** What QEMU calls the line to the agent, and the port at its other end. */
export const CLIPBOARD_LINE = 'clipboard-agent';
export const CLIPBOARD_PORT = 'clipboard-agent-port';
/** By this name the agent looks for its port. */
const PORT_NAME = 'com.redhat.spice.0';

/** Two ports can't have one name: where a person's own arguments make one, it is theirs. */
export function hasClipboardPort(wanted: boolean, extraArguments: readonly string[]): boolean {
  return wanted && !extraArguments.some((argument) => argument.includes(PORT_NAME));
}

export function clipboardArguments(has: boolean, socket: string): string[] {
  if (!has) return [];
  return [
    ...['-chardev', socketOption(CLIPBOARD_LINE, socket)],
    ...virtioPortArguments(CLIPBOARD_PORT, 2, PORT_NAME, CLIPBOARD_LINE),
  ];
}
