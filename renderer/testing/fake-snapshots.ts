import type { MachineDetail, MachineRow, SnapshotView } from '../../preload/contract';

const MIB = 1024 ** 2;

/** As a tree: each line a snapshot, indented below the one on which it was taken. */
const TREE = `
installed
  updated
    with the shop
      shop 1.1
        shop 1.2
          before the sale
      other theme
        other theme, second try
    kernel 6.12
  minimal
`;

function snapshotsOf(tree: string): SnapshotView[] {
  const above: string[] = [];
  const lines = tree.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, number) => {
    const name = line.trim();
    const depth = (line.length - line.trimStart().length) / 2;
    const id = `snapshot-${number}`;
    above[depth] = id;
    const withMemory = number % 3 === 1;
    return {
      id,
      name,
      note: number === 2 ? 'The shop runs, orders are empty.\nThe certificate is a test one.' : '',
      createdAt: new Date(Date.UTC(2026, 9, 1 + number, 9, 30)).toISOString(),
      parent: above[depth - 1] ?? null,
      withMemory,
      paused: false,
      bytes: withMemory ? 640 * MIB : null,
      diskBytes: (1800 + number * 210) * MIB,
      picture: withMemory,
    };
  });
}

/** Many for the first machine, none for the others, one of which can't have any. */
export function fakeSnapshots({
  name,
}: MachineRow): Pick<MachineDetail, 'snapshots' | 'snapshot' | 'snapshotable'> {
  if (name === 'web-1') {
    const snapshots = snapshotsOf(TREE);
    return { snapshots, snapshot: 'snapshot-3', snapshotable: { allowed: true } };
  }
  const snapshotable =
    name === 'old laptop'
      ? ({
          allowed: false,
          reason: 'Its disk data.raw is a raw one, which can’t hold snapshots.',
        } as const)
      : ({ allowed: true } as const);
  return { snapshots: [], snapshot: null, snapshotable };
}

/** A small picture with something on it. */
export function fakePicture(): string {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 200;
  const paint = canvas.getContext('2d');
  if (!paint) return '';
  paint.fillStyle = '#10141c';
  paint.fillRect(0, 0, 320, 200);
  paint.fillStyle = '#8fd18f';
  paint.font = '14px monospace';
  for (let line = 0; line < 9; line++) paint.fillText('[  OK  ] Started service', 8, 22 + line * 20);
  return canvas.toDataURL('image/png');
}
