import type { AppInfo, Failure } from '../../preload/contract';
import { call, failureOf } from '../bridge';

/** What the window knows of the app and the computer it runs on; never changes while it runs. */
class App {
  info = $state.raw<AppInfo | null>(null);
  failure = $state.raw<Failure | null>(null);

  async load(): Promise<void> {
    try {
      this.info = await call('app.info', {});
    } catch (error) {
      this.failure = failureOf(error);
    }
  }
}

export const app = new App();
