import { describe, expect, it } from 'vitest';
import { parseListing, parseStatus } from './listing';

const PAGE = 4096;
const NOW = 1_000_000;

/** As vzlist 4.11 prints it, with a description that breaks it. */
const listing = (description: string): string => `[
  {
    "ctid": 101,
    "hostname": "web.example",
    "name": "web",
    "description": "${description}",
    "ip": ["10.0.0.5", "fd00::5"],
    "status": "running",
    "physpages": {
      "held": 25600,
      "maxheld": 26000,
      "barrier": 0,
      "limit": 65536,
      "failcnt": 0
    },
    "laverage": [0.10, 0.05, 0.01],
    "uptime": 100.500,
    "onboot": null
  },
  {
    "ctid": 102,
    "hostname": null,
    "name": null,
    "description": null,
    "ip": [],
    "status": "suspended",
    "physpages": {
      "held": 0,
      "maxheld": 0,
      "barrier": 0,
      "limit": 65536,
      "failcnt": 0
    },
    "laverage": null,
    "uptime": 0.000,
    "onboot": true
  }
]
`;

describe('What vzlist prints', () => {
  it('tells what each container is doing', () => {
    const { doing, unreadable } = parseListing(listing('a web server'), PAGE, NOW);
    expect(unreadable).toEqual([]);
    expect([...doing]).toEqual([
      [
        '101',
        {
          state: 'running',
          startedAt: NOW - 100_500,
          addresses: ['10.0.0.5', 'fd00::5'],
          memoryBytes: 25600 * PAGE,
        },
      ],
      ['102', { state: 'suspended', startedAt: null, addresses: [], memoryBytes: null }],
    ]);
  });

  it.each(['it"s a "day"', '"', 'a", "status": "stopped', 'back\\slash', 'tab\there', '}, {'])(
    'is read though %s is not escaped in it',
    (description) => {
      expect(parseListing(listing(description), PAGE, NOW)).toEqual(
        parseListing(listing('a web server'), PAGE, NOW),
      );
    },
  );

  it('names the container at fault where it can’t be read, and tells of all others', () => {
    const text = listing('"').replace('"status": "running"', '"status": "dancing"');
    const { doing, unreadable } = parseListing(text, PAGE, NOW);
    expect(unreadable).toEqual(['101']);
    expect([...doing.keys()]).toEqual(['102']);
  });

  it.each(['[ ]', '[]\n', '', 'Container(s) not found\n'])('tells of none where it is “%s”', (text) => {
    expect(parseListing(text, PAGE, NOW)).toEqual({ doing: new Map(), unreadable: [] });
  });
});

describe('What vzctl status prints', () => {
  it.each([
    ['CTID 101 exist mounted running', { ctid: '101', exists: true, state: 'running' }],
    ['CTID 101 exist unmounted down', { ctid: '101', exists: true, state: 'stopped' }],
    ['CTID 101 exist mounted down', { ctid: '101', exists: true, state: 'mounted' }],
    ['CTID 101 exist unmounted down suspended', { ctid: '101', exists: true, state: 'suspended' }],
    ['CTID 999 deleted unmounted down', { ctid: '999', exists: false, state: 'stopped' }],
  ])('%s is read', (line, status) => {
    expect(parseStatus(`${line}\n`)).toEqual(status);
  });

  it('is found among words of others', () => {
    const text = 'Directory /proc/vz not found, assuming non-OpenVZ kernel\nCTID 101 exist mounted running\n';
    expect(parseStatus(text)?.state).toBe('running');
  });

  it('is nothing where it is nothing of that kind', () => {
    expect(parseStatus('')).toBeUndefined();
    expect(parseStatus('CTID 101 exist somewhere running')).toBeUndefined();
  });
});
