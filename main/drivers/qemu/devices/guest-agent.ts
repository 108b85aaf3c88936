import { z } from 'zod';
import { socketOption } from './serials';
import { virtioPortArguments } from './virtio-serial';

/** Whether a program inside, QEMU's guest agent, can tell about its system. */
export const GuestAgentSchema = z.boolean().default(false);

/** What QEMU calls the line to the agent, and the port at its other end. */
export const AGENT_LINE = 'guest-agent';
export const AGENT_PORT = 'guest-agent-port';
/** By this name the agent looks for its port. */
const PORT_NAME = 'org.qemu.guest_agent.0';

/** Two ports can't have one name: where a person's own arguments make one, it is theirs. */
export function hasAgentPort(wanted: boolean, extraArguments: readonly string[]): boolean {
  return wanted && !extraArguments.some((argument) => argument.includes(PORT_NAME));
}

export function guestAgentArguments(has: boolean, socket: string): string[] {
  if (!has) return [];
  return [
    ...['-chardev', socketOption(AGENT_LINE, socket)],
    ...virtioPortArguments(AGENT_PORT, 1, PORT_NAME, AGENT_LINE),
  ];
}
