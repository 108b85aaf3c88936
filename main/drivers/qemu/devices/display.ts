import { z } from 'zod';
import { deviceArgument, escapeOption } from './options';

/** `vga` works everywhere; `virtio` is fastest where the guest has its driver; `qxl` is for guests that know it. */
export const DisplaySchema = z.enum(['vga', 'virtio', 'qxl', 'none']);
export type Display = z.infer<typeof DisplaySchema>;

/** What the screen says it likes best, in pixels; null leaves it to the guest. */
export const ResolutionSchema = z
  .object({ width: z.number().int().min(320).max(7680), height: z.number().int().min(200).max(4320) })
  .nullable()
  .default(null);
export type Resolution = z.infer<typeof ResolutionSchema>;

const DRIVERS = { vga: 'VGA', virtio: 'virtio-vga', qxl: 'qxl-vga' } as const;

export function displayArguments(display: Display, resolution: Resolution, vncSocket: string): string[] {
  if (display === 'none') return ['-display', 'none'];
  const device = resolution
    ? deviceArgument({
        driver: DRIVERS[display],
        id: 'screen',
        xres: resolution.width,
        yres: resolution.height,
      })
    : ['-device', DRIVERS[display]];
  return [
    ...['-display', 'none', ...device],
    // A second viewer must not throw out the first.
    ...['-vnc', `unix:${escapeOption(vncSocket)},share=force-shared`],
  ];
}
