import { z } from 'zod';
import { ImageSchema } from './answers';
import type { IncusChoices } from './config';
import type { Server } from './server';

type Image = IncusChoices['servers'][number]['images'][number];

/** An image by its fingerprint, or the beginning of it; else by its alias. */
export function imageOf(image: string): { readonly fingerprint: string } | { readonly alias: string } {
  return /^[0-9a-f]{12,64}$/.test(image) ? { fingerprint: image } : { alias: image };
}

/** The images that a server has, those with a name first. Throws `connection-lost`. */
export async function imagesAt({ client }: Server): Promise<Image[]> {
  const images = await client.ask(
    { method: 'GET', path: '/1.0/images?recursion=1', doing: 'list the images' },
    z.array(ImageSchema),
  );
  return images
    .flatMap(({ fingerprint, type, size, aliases, properties }) => {
      const kind = z.enum(['container', 'virtual-machine']).safeParse(type);
      if (!kind.success) return [];
      const alias = aliases?.[0]?.name;
      return [
        {
          id: alias ?? fingerprint.slice(0, 12),
          isNamed: alias !== undefined,
          description: properties?.['description'] ?? '',
          type: kind.data,
          bytes: size,
        },
      ];
    })
    .sort((one, other) => Number(other.isNamed) - Number(one.isNamed) || one.id.localeCompare(other.id));
}
