import type { Answers } from './fake-answers';
import { fakeDisks } from './fake-disks';
import { fakePicture } from './fake-snapshots';
import type { Inhabited } from './fake-world';

/** What is answered about a machine's disks and snapshots. */
export const diskAnswers = (world: Inhabited) =>
  ({
    'snapshot.create': () => undefined,
    'snapshot.revert': () => undefined,
    'snapshot.delete': () => undefined,
    'snapshot.rename': () => undefined,
    'snapshot.picture': () => fakePicture(),
    'disks.list': ({ id }) => fakeDisks(world.find(id)),
    'disk.create': () => undefined,
    'disk.resize': () => undefined,
    'disk.convert': () => undefined,
    'disk.compact': () => undefined,
    'disk.check': () => ({ verdict: 'leaky', corruptions: 0, leaks: 12, mended: 0 }),
    'disk.repair': () => ({ verdict: 'sound', corruptions: 0, leaks: 0, mended: 12 }),
    'disk.flatten': () => undefined,
    'disk.rebase': () => undefined,
    'disk.export': () => undefined,
  }) satisfies Partial<Answers>;
