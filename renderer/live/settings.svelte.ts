import type { Failure, Settings } from '../../preload/contract';
import { call, failureOf, on } from '../bridge';

/** The person's settings, and the theme that follows from them. */
class SettingsLive {
  current = $state.raw<Settings | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Whether the dark theme is shown now. */
  isDark = $state(false);

  get demo(): boolean {
    return this.current?.demo ?? false;
  }

  follow(): () => void {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const show = (): void => {
      const theme = this.current?.theme ?? 'system';
      this.isDark = theme === 'dark' || (theme === 'system' && dark.matches);
      document.documentElement.dataset['theme'] = this.isDark ? 'dark' : 'light';
    };
    const take = (settings: Settings): void => {
      this.current = settings;
      show();
    };
    show();
    dark.addEventListener('change', show);
    const end = on('settings', take);
    call('settings.get', {}).then(take, (error: unknown) => (this.failure = failureOf(error)));
    return () => {
      dark.removeEventListener('change', show);
      end();
    };
  }

  /** Changes some of them; what main answers (or tells meanwhile) is what is shown. */
  async change(change: Partial<Settings>): Promise<void> {
    try {
      await call('settings.set', change);
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }
}

export const settings = new SettingsLive();
