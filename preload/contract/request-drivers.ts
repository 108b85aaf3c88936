/** The drivers that a machine can be asked of. Without schemas: a command, which loads none, has them as well. */
export const REQUEST_DRIVERS = ['qemu', 'lxc', 'incus', 'openvz', 'test'] as const;
export type RequestDriver = (typeof REQUEST_DRIVERS)[number];
