import type { Failure, Settings } from '../../preload/contract';
import { call, failureOf, on } from '../bridge';
import { partMissing } from '../part-missing';
import { language } from '../text/language.svelte';
import { news } from './news.svelte';
import { zoomAfter, type ZoomStep } from './zoom';

/** The person's settings, and the theme and the language that follow from them. */
class SettingsLive {
  current = $state.raw<Settings | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Whether the dark theme is shown now. */
  isDark = $state(false);
  #dark: MediaQueryList | null = null;

  get demo(): boolean {
    return this.current?.demo ?? false;
  }

  follow(): () => void {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const show = (): void => this.#show();
    this.#dark = dark;
    show();
    dark.addEventListener('change', show);
    const end = on('settings', (settings) => this.#take(settings));
    call('settings.get', {}).then(
      (settings) => this.#take(settings),
      (error: unknown) => (this.failure = failureOf(error)),
    );
    return () => {
      dark.removeEventListener('change', show);
      end();
    };
  }

  #take(settings: Settings): void {
    this.current = settings;
    language.show(settings.language).catch((error: unknown) => news.tellFailure(partMissing(error)));
    this.#show();
  }

  #show(): void {
    const theme = this.current?.theme ?? 'system';
    this.isDark = theme === 'dark' || (theme === 'system' && this.#dark?.matches === true);
    document.documentElement.dataset['theme'] = this.isDark ? 'dark' : 'light';
  }

  /** Changes some of them; what main answers (or tells meanwhile) is what is shown. */
  async change(change: Partial<Settings>): Promise<void> {
    this.failure = await this.tryChange(change);
  }

  /** Changes some of them; answers with why that was refused, for the field that it stands in. */
  async tryChange(change: Partial<Settings>): Promise<Failure | null> {
    try {
      this.#take(await call('settings.set', change));
      return null;
    } catch (error) {
      return failureOf(error);
    }
  }

  /** Draws everything a step larger or smaller, or as it is usually. */
  zoom(step: ZoomStep): void {
    const zoom = this.current && zoomAfter(this.current.zoom, step);
    if (zoom !== null && zoom !== this.current?.zoom) void this.change({ zoom });
  }

  /** Whether a person wants to be asked before this is done to a machine. */
  asksBefore(operation: string): boolean {
    const current = this.current;
    if (operation === 'destroy') return current?.confirmDestroy ?? true;
    if (operation === 'reset') return current?.confirmReset ?? true;
    return operation === 'undefine' && (current?.confirmUndefine ?? true);
  }
}

export const settings = new SettingsLive();
