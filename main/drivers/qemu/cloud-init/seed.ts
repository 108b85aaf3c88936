import { z } from 'zod';
import { isoImage } from './iso-image';

/** A login name as useradd(8) takes it. */
const UserSchema = z.string().regex(/^[a-z_][a-z0-9_-]{0,31}$/);
/** RFC 1123. */
const HostnameSchema = z
  .string()
  .regex(
    /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
  );
/** A line of authorized_keys(5), without options. */
const SshKeySchema = z
  .string()
  .max(20_000)
  .regex(/^(ssh-(rsa|ed25519|dss)|ecdsa-sha2-nistp\d+|sk-[a-z0-9@.-]+) [A-Za-z0-9+/=]+( [^\r\n]*)?$/);
const PackageSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.+_:~-]{0,200}$/);

/** What a cloud image is told of itself at its first start. */
export const CloudInitSchema = z.object({
  user: UserSchema,
  /** Null where one logs in by key alone. It is stored hashed, in the seed only. */
  password: z.string().min(1).max(200).nullable(),
  sshKeys: z.array(SshKeySchema).max(50),
  hostname: HostnameSchema,
  packages: z.array(PackageSchema).max(200),
});
export type CloudInit = z.infer<typeof CloudInitSchema>;

/** cloud-init looks for a drive of this name. */
export const SEED_LABEL = 'cidata';

/**
 * What stands in cloud-init's `user-data`. The user may do everything, as in the images themselves; a password that is
 * set is also good for logging in over SSH. Source: cloud-init's "Cloud config examples".
 */
export async function userData({ user, password, sshKeys, packages }: CloudInit): Promise<string> {
  // Read when one is made: few machines have a seed, and every start of the app would wait for it.
  const [{ encrypt }, { stringify }] = await Promise.all([import('unixcrypt'), import('yaml')]);
  const config = {
    users: [
      {
        name: user,
        gecos: user,
        shell: '/bin/bash',
        groups: ['adm', 'sudo', 'wheel'],
        sudo: 'ALL=(ALL) NOPASSWD:ALL',
        lock_passwd: password === null,
        ...(password !== null && { passwd: encrypt(password) }),
        ...(sshKeys.length > 0 && { ssh_authorized_keys: sshKeys }),
      },
    ],
    ssh_pwauth: password !== null,
    growpart: { mode: 'auto', devices: ['/'] },
    resize_rootfs: true,
    ...(packages.length > 0 && { package_update: true, packages }),
  };
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`;
}

/** `instance` stays the same for the life of the machine: with another one cloud-init would do everything again. */
export async function metaData({ hostname }: CloudInit, instance: string): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify({ 'instance-id': instance, 'local-hostname': hostname });
}

/** The CD that holds both: cloud-init's NoCloud source. */
export async function seedImage(cloudInit: CloudInit, instance: string, now: Date): Promise<Buffer> {
  return isoImage(
    SEED_LABEL,
    [
      { name: 'user-data', content: Buffer.from(await userData(cloudInit)) },
      { name: 'meta-data', content: Buffer.from(await metaData(cloudInit, instance)) },
    ],
    now,
  );
}
