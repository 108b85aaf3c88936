import { expect, it } from 'vitest';
import { instanceIn } from './events';

const line = (source: string): string =>
  JSON.stringify({ type: 'lifecycle', project: 'shop', metadata: { action: 'instance-started', source } });

it('A line of the stream of events tells which instance it is about', () => {
  expect(instanceIn(line('/1.0/instances/web'))).toEqual({ project: 'shop', instance: 'web' });
  expect(instanceIn(line('/1.0/instances/web/snapshots/one?project=lab'))).toEqual({
    project: 'lab',
    instance: 'web',
  });
});

it.each(['no JSON', '{}', line('/1.0/networks/br0'), line('http://['), line('/1.0/instances/%')])(
  'A line such as %s is about none, and hurts nobody',
  (text) => expect(instanceIn(text)).toBeUndefined(),
);
