/** In QEMU's `key=value,...` options a comma is written twice. */
export function escapeOption(value: string): string {
  return value.replaceAll(',', ',,');
}

/** A device's properties, by their names in QEMU; what is undefined is left to QEMU. */
export interface DeviceProperties {
  readonly driver: string;
  readonly id: string;
  readonly [name: string]: string | number | boolean | undefined;
}

/** A device as an argument of the command line; plugged in while the machine runs, the same properties go into `device_add`. */
export function deviceArgument({ driver, ...properties }: DeviceProperties): string[] {
  const options = Object.entries(properties).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
    return [`${name}=${escapeOption(text)}`];
  });
  return ['-device', [driver, ...options].join(',')];
}

/** A block node, as JSON: no path in it can be taken for an option. */
export function blockdevArgument(node: Readonly<Record<string, unknown>>): string[] {
  return ['-blockdev', JSON.stringify(node)];
}
