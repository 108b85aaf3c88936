import { expect, it, vi } from 'vitest';

let ready: () => void = () => undefined;
vi.mock('electron', () => ({
  app: { whenReady: () => new Promise<void>((resolve) => (ready = resolve)) },
}));

import { withoutToolkitGl } from './toolkit';

it('has the toolkit begin without OpenGL, and what is started later hear nothing of it', async () => {
  const env: NodeJS.ProcessEnv = {};
  withoutToolkitGl(env);
  expect(env).toEqual({ GDK_GL: 'disable' });
  ready();
  await vi.waitFor(() => expect(env).toEqual({}));
});

it('leaves a person’s own choice as it is', async () => {
  const env: NodeJS.ProcessEnv = { GDK_GL: 'always' };
  withoutToolkitGl(env);
  ready();
  await Promise.resolve();
  expect(env).toEqual({ GDK_GL: 'always' });
});
