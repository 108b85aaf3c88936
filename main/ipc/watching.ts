import { nativeImage, type WebContents } from 'electron';
import type { UsageHistory } from '../../preload/contract';
import type { DomainId } from '../domains/definition';
import type { Hypervisor } from '../hypervisor/hypervisor';
import { WatchAudience, type Shown } from '../watching/audience';
import type { Span } from '../watching/history';
import { Thumbnails } from '../watching/thumbnails';
import { Watch } from '../watching/watch';
import { send, type Audience } from './broadcast';

/** How wide a small picture is, in pixels: twice what the window gives it, for fine screens. */
const THUMBNAIL_WIDTH = 480;

export interface Watching {
  /** What a window shows now. */
  show(window: WebContents, shown: Shown): void;
  history(id: DomainId, span: Span): UsageHistory;
  /** Whether a window shows this machine now. */
  isSeen(id: DomainId): boolean;
  /** Begins to measure. */
  start(): void;
  close(): void;
}

/** Measures and pictures what the windows show, and tells them. */
export function watchFor(
  hypervisor: Hypervisor,
  audience: Audience,
  log: (message: string) => void,
): Watching {
  const watch = new Watch({ hypervisor, log });
  const thumbnails = new Thumbnails({ hypervisor, shrink, log });
  const windows = new WatchAudience<WebContents>((usage, pictures) => {
    watch.show(usage);
    thumbnails.show(pictures);
  });
  const known = new WeakSet<WebContents>();
  watch.onUsage((usage) =>
    send(
      audience,
      'usage',
      usage.map((one) => ({ ...one, rates: { ...one.rates } })),
    ),
  );
  thumbnails.onThumbnail((thumbnail) =>
    send(audience, 'thumbnail', { ...thumbnail, png: new Uint8Array(thumbnail.png) }),
  );
  return {
    show: (window, shown) => {
      if (!known.has(window)) {
        known.add(window);
        window.once('destroyed', () => windows.leave(window));
      }
      windows.show(window, shown);
    },
    history: (id, span) => watch.history(id, span),
    isSeen: (id) => watch.isSeen(id),
    start: () => watch.start(),
    close: () => {
      watch.close();
      thumbnails.close();
    },
  };
}

function shrink(png: Uint8Array): Uint8Array {
  const picture = nativeImage.createFromBuffer(Buffer.from(png));
  if (picture.isEmpty() || picture.getSize().width <= THUMBNAIL_WIDTH) return png;
  return new Uint8Array(picture.resize({ width: THUMBNAIL_WIDTH, quality: 'good' }).toPNG());
}
