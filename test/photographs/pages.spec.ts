import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clear, eventually, launch, type App } from '../e2e/app';
import { call, creating, defineQemu, list, machine, ownPages, qemu, welcome, type Look } from '../e2e/tour';
import { compare, openAlbum } from './album';
import { photograph, pose, prepareForPhotographs, type Pose } from './camera';

/** Each two of size, theme and language are together once. */
const SIZES = [
  {
    size: 'wide',
    bounds: [1280, 800],
    poses: [
      { theme: 'light', language: 'en' },
      { theme: 'dark', language: 'de' },
    ],
  },
  {
    size: 'narrow',
    bounds: [900, 640],
    poses: [
      { theme: 'dark', language: 'en' },
      { theme: 'light', language: 'de' },
    ],
  },
] as const satisfies readonly { size: string; bounds: readonly [number, number]; poses: readonly Pose[] }[];

/** Menus and dialogs of one kind look alike: the gallery has them. */
const isPage = (place: string): boolean => !/^(menu|dialog)/.test(place);
const fileName = (place: string): string => place.toLowerCase().replace(/[^a-z0-9]+/g, '-');

describe.each(SIZES)('the pages in a $size window look as they did', ({ size, bounds, poses }) => {
  let app: App;
  beforeAll(async () => {
    openAlbum(size);
    app = await launch();
    await prepareForPhotographs(app.page);
    const [width, height] = bounds;
    await app.electron.evaluate(
      ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h),
      [width, height] as const,
    );
    await eventually(
      () => app.page.evaluate(() => innerWidth),
      (now) => now === width,
    );
  });
  afterAll(async () => {
    await app.quit();
    clear(app.home);
  });

  const tours = { welcome, list, machine, qemu, creating, 'own pages': ownPages };
  for (const [name, tour] of Object.entries(tours)) {
    it(`on the tour: ${name}`, { timeout: 300_000 }, async () => {
      const { page } = app;
      const set = (settings: object): Promise<unknown> => call(page, 'settings.set', settings);
      if (tour === qemu) await defineQemu(page, 'mail');
      await pose(page, { theme: 'light', language: 'en' }, set);
      const wrong: string[] = [];
      const look: Look = async (place) => {
        if (!isPage(place)) return;
        for (const one of poses) {
          await pose(page, one, set);
          const found = compare(
            `${size}/${fileName(place)}-${one.theme}-${one.language}`,
            await photograph(page),
          );
          if (found !== null) wrong.push(found);
        }
        await pose(page, { theme: 'light', language: 'en' }, set);
      };
      await tour(page, look);
      expect(wrong).toEqual([]);
    });
  }
});
