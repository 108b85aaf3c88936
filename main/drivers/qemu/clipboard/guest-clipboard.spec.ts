import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GuestClipboard } from './guest-clipboard';
import { FakeClipboardAgent } from './testing';
import { MESSAGE, numbers } from './vdagent';

let agent: FakeClipboardAgent;
let clipboard: GuestClipboard;
let log: string[];

beforeEach(async () => {
  agent = await FakeClipboardAgent.listen();
  log = [];
  clipboard = new GuestClipboard(agent.path, (message) => log.push(message));
});
afterEach(() => {
  clipboard.end();
  agent.close();
});

const told = (...wanted: string[]): Promise<unknown> =>
  vi.waitFor(() => expect(agent.told.slice(-wanted.length)).toEqual(wanted));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** An agent that has come and said what it can do. */
async function met(): Promise<void> {
  clipboard.portIs('open');
  await told('caps 1 32');
  await pause(20);
  agent.told.length = 0;
}

describe('the clipboard inside', () => {
  it('has somebody on its line before an agent comes, who says no word to nobody', async () => {
    expect(clipboard.isThere).toBe(false);
    clipboard.portIs('closed');
    expect(clipboard.isThere).toBe(true);
    await vi.waitFor(() => expect(agent.isCalled).toBe(true));
    await pause(30);
    expect(agent.told).toEqual([]);
    clipboard.portIs('open');
    await told('caps 1 32');
    agent.say(MESSAGE.announceCapabilities, numbers(1, 32));
    await told('caps 1 32', 'caps 0 32');
  });

  it('is told to the screens that are open when something is copied', async () => {
    await met();
    const texts: string[] = [];
    clipboard.sit().onCopied((text) => texts.push(`one ${text}`));
    clipboard.sit().onCopied((text) => texts.push(`other ${text}`));
    agent.text = 'Grüße €';
    agent.say(MESSAGE.grab, numbers(2, 1));
    await vi.waitFor(() => expect(texts).toEqual(['one Grüße €', 'other Grüße €']));
    expect(agent.told).toEqual(['request 1']);
  });

  it('is left alone while no screen is open, and where it holds no text', async () => {
    await met();
    agent.say(MESSAGE.grab, numbers(1));
    await pause(30);
    expect(agent.told).toEqual([]);
    const texts: string[] = [];
    clipboard.sit().onCopied((text) => texts.push(text));
    agent.say(MESSAGE.grab, numbers(2));
    agent.say(MESSAGE.clipboard, Buffer.concat([numbers(1), Buffer.from('nobody asked')]));
    await pause(30);
    expect(agent.told).toEqual([]);
    expect(texts).toEqual([]);
  });

  it('has what was offered when it asks for it, and nothing any more once the last screen is closed', async () => {
    await met();
    const [one, other] = [clipboard.sit(), clipboard.sit()];
    agent.say(MESSAGE.request, numbers(1));
    await told('text 0 ');
    one.offer('für dich');
    await told('grab 1');
    agent.say(MESSAGE.request, numbers(1));
    await told('text 1 für dich');
    one.leave();
    agent.say(MESSAGE.request, numbers(1));
    await told('text 1 für dich', 'text 1 für dich');
    other.leave();
    await told('release');
    agent.say(MESSAGE.request, numbers(1));
    await told('text 0 ');
  });

  it('keeps what is its own when something is copied inside after an offer', async () => {
    await met();
    const seat = clipboard.sit();
    seat.offer('from outside');
    await told('grab 1');
    agent.say(MESSAGE.grab, numbers(1));
    await told('request 1');
    seat.leave();
    agent.say(MESSAGE.request, numbers(1));
    await told('request 1', 'text 0 ');
  });

  it('is offered what waits when its agent comes only then', async () => {
    clipboard.sit().offer('early');
    clipboard.portIs('closed');
    await pause(30);
    expect(agent.told).toEqual([]);
    clipboard.portIs('open');
    await told('caps 1 32', 'grab 1');
  });

  it('of a Windows ends its lines as Windows does, and the desktop’s as here', async () => {
    agent.capabilities |= 1 << 9;
    await met();
    const texts: string[] = [];
    const seat = clipboard.sit();
    seat.onCopied((text) => texts.push(text));
    agent.text = 'a\r\nb\n';
    agent.say(MESSAGE.grab, numbers(1));
    await vi.waitFor(() => expect(texts).toEqual(['a\nb\n']));
    seat.offer('c\nd\r\n');
    agent.say(MESSAGE.request, numbers(1));
    await told('text 1 c\r\nd\r\n');
  });

  it('is let go of with its machine, and is not there where nobody listens', async () => {
    await met();
    clipboard.end();
    expect(clipboard.isThere).toBe(false);
    await vi.waitFor(() => expect(agent.isCalled).toBe(false));
    const nowhere = new GuestClipboard(`${agent.path}-none`, (message) => log.push(message));
    nowhere.portIs('open');
    await vi.waitFor(() => expect(nowhere.isThere).toBe(false));
    expect(log.join()).toMatch(/ENOENT/);
  });
});
