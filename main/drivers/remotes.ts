import { z } from 'zod';

/** A word by which a person knows a server. */
export const RemoteNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);

/** A computer of a cluster. */
export const MemberSchema = z.object({
  name: z.string(),
  /** In the hypervisor's own words: “Fully operational”. */
  message: z.string(),
  state: z.enum(['online', 'evacuated', 'offline', 'unknown']),
  roles: z.array(z.string()),
  /** Load of the last minute, and memory in bytes; null where that is not known. */
  load: z.number().nullable(),
  memory: z.object({ used: z.number(), total: z.number() }).nullable(),
});
export type Member = z.infer<typeof MemberSchema>;

/** A server whose machines are shown: one elsewhere, or this computer's where it is a member of a cluster. */
export const RemoteSchema = z.object({
  name: z.string(),
  address: z.string(),
  /** SHA-256 of the server's certificate, in hex; null for this computer's own, which can't be removed. */
  fingerprint: z.string().nullable(),
  found: z.discriminatedUnion('status', [
    z.object({
      status: z.literal('connected'),
      version: z.string(),
      /** Null where it is no cluster. */
      members: z.array(MemberSchema).nullable(),
    }),
    z.object({ status: z.literal('lost'), why: z.string() }),
  ]),
});
export type Remote = z.infer<typeof RemoteSchema>;

/** What a person fills in to reach a server. */
export const InvitationSchema = z.object({
  /** What the server's owner gave; it may tell the address. */
  token: z.string().max(20_000),
  /** `host` or `host:port`; empty where the token tells it. */
  address: z.string().max(1_000),
});
export type Invitation = Readonly<z.infer<typeof InvitationSchema>>;

/** A driver's servers elsewhere. */
export interface Remotes {
  /** Those that were added, without a look at them. */
  known(): readonly Pick<Remote, 'name' | 'address'>[];
  /** What each is found to be. Throws `file-unreadable` where it is not known which there are. */
  list(): Promise<readonly Remote[]>;
  /**
   * Asks a server who it is, before anything is sent to it. Throws `connection-lost`, `argument-invalid`, and `not-trusted` where
   * it is another one than the token says.
   */
  look(invitation: Invitation): Promise<{ readonly address: string; readonly fingerprint: string }>;
  /** Has this computer trusted by the server with this fingerprint, and shows its machines. Throws as `look` does. */
  add(name: string, invitation: Invitation, fingerprint: string): Promise<void>;
  /** Forgets a server. Nothing changes there. */
  remove(name: string): Promise<void>;
  /** Moves all machines of a member elsewhere, or back to it. Takes long. */
  evacuate(name: string, member: string, isAway: boolean): Promise<void>;
}
