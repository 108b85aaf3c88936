import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { AgentRefusal, type AgentClient } from './agent-client';

/** What the agent said of the system that it runs in; null for what it does not know or may not say. */
export interface Guest {
  /** The agent's own. */
  readonly version: string;
  /** For a person: "Debian GNU/Linux 12 (bookworm)". */
  readonly system: string | null;
  readonly hostName: string | null;
  /** Those by which others may reach it first. */
  readonly addresses: readonly string[];
}

const TEXT_MAX = 200;
const ADDRESSES_MAX = 32;

/** A guest's word: shown as it is, but for its length and what can't be shown. */
const TextSchema = z.string().transform((text) =>
  text
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, TEXT_MAX),
);

const InfoSchema = z.object({
  version: TextSchema,
  supported_commands: z.array(z.object({ name: z.string(), enabled: z.boolean() })).default([]),
});
const SystemSchema = z.object({
  'pretty-name': TextSchema.optional(),
  name: TextSchema.optional(),
  version: TextSchema.optional(),
});
const HostNameSchema = z.object({ 'host-name': TextSchema });
const InterfacesSchema = z.array(
  z.object({ 'ip-addresses': z.array(z.object({ 'ip-address': z.string() })).default([]) }),
);

/** Asks the agent about its system, each question with a limit in ms. Throws AgentSilence. */
export async function askGuest(client: AgentClient, limitMs: number): Promise<Guest> {
  const info = await client.execute('guest-info', InfoSchema, limitMs);
  const able = new Set(info.supported_commands.filter(({ enabled }) => enabled).map(({ name }) => name));
  const ask = async <T>(command: string, schema: z.ZodType<T>): Promise<T | null> => {
    if (!able.has(command)) return null;
    try {
      return await client.execute(command, schema, limitMs);
    } catch (error) {
      if (error instanceof AgentRefusal) return null;
      throw error;
    }
  };
  const system = await ask('guest-get-osinfo', SystemSchema);
  const host = await ask('guest-get-host-name', HostNameSchema);
  const interfaces = await ask('guest-network-get-interfaces', InterfacesSchema);
  return {
    version: info.version,
    system: system && systemName(system),
    hostName: host?.['host-name'] || null,
    addresses: addressesOf(interfaces ?? []),
  };
}

/**
 * Sets the guest's clock to this computer's. Where the agent refuses (a Linux without the program hwclock, say) the clock
 * stays as it is. Throws AgentSilence.
 */
export async function setClock(client: AgentClient, limitMs: number): Promise<void> {
  const nanoseconds = Date.now() * 1_000_000;
  try {
    await client.execute('guest-set-time', z.unknown(), limitMs, { time: nanoseconds });
  } catch (error) {
    if (!(error instanceof AgentRefusal)) throw error;
  }
}

function systemName({ 'pretty-name': pretty, name, version }: z.infer<typeof SystemSchema>): string | null {
  return pretty || [name, version].filter(Boolean).join(' ') || null;
}

function addressesOf(interfaces: z.infer<typeof InterfacesSchema>): string[] {
  const all = interfaces.flatMap(({ 'ip-addresses': of }) => of.map(({ 'ip-address': address }) => address));
  const known = [...new Set(all.map((address) => address.toLowerCase()))];
  const four = known.filter((address) => isIPv4(address) && !address.startsWith('127.'));
  const six = known.filter((address) => isIPv6(address) && address !== '::1');
  const isLocal = (address: string): boolean => /^fe[89ab]/.test(address);
  return [...four, ...six.filter((one) => !isLocal(one)), ...six.filter(isLocal)].slice(0, ADDRESSES_MAX);
}
