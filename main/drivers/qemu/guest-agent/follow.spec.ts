import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FollowedAgent, type AgentTimes } from './follow';
import { answerAll, FakeAgent } from './testing';

const TIMES: AgentTimes = { answer: 200, refusal: 50, looks: [20] };
const never = new AbortController().signal;
let agent: FakeAgent;
let followed: FollowedAgent;
let isRunning: boolean;

beforeEach(async () => {
  isRunning = true;
  agent = await FakeAgent.listen();
  followed = follow(TIMES);
});
afterEach(() => {
  followed.end();
  agent.close();
});

function follow(times: AgentTimes): FollowedAgent {
  return new FollowedAgent({
    socket: agent.path,
    isRunning: () => isRunning,
    times,
    log: () => undefined,
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the agent inside a running machine', () => {
  it('is asked when it comes, and again after a while', async () => {
    let changes = 0;
    followed.onChange = () => changes++;
    expect(followed).toMatchObject({ port: 'none', guest: null });
    followed.portIs('closed');
    followed.portIs('open');
    await vi.waitFor(() => expect(followed.guest).toMatchObject({ hostName: 'web' }));
    agent.answering = answerAll({ 'guest-get-host-name': { return: { 'host-name': 'renamed' } } });
    await vi.waitFor(() => expect(followed.guest).toMatchObject({ hostName: 'renamed' }));
    const told = changes;
    const asked = agent.asked.length;
    await vi.waitFor(() => expect(agent.asked.length).toBeGreaterThan(asked + 4));
    expect(changes).toBe(told); // nothing else is known
  });

  it('is not asked where nobody inside has opened the port', async () => {
    followed.portIs('closed');
    await pause(60);
    expect(agent.asked).toEqual([]);
    expect(await followed.powerOff(never)).toBe(false);
  });

  it('is unknown again when it closes the port, or does not answer', async () => {
    followed.portIs('open');
    await vi.waitFor(() => expect(followed.guest).not.toBeNull());
    followed.portIs('closed');
    expect(followed.guest).toBeNull();
    followed.portIs('open');
    await vi.waitFor(() => expect(followed.guest).not.toBeNull());
    agent.isDeaf = true;
    await vi.waitFor(() => expect(followed.guest).toBeNull());
    agent.isDeaf = false;
    await vi.waitFor(() => expect(followed.guest).not.toBeNull());
  });

  it('of a guest that stands still is left alone, and is not taken for gone', async () => {
    followed.portIs('open');
    await vi.waitFor(() => expect(followed.guest).not.toBeNull());
    isRunning = false;
    agent.isDeaf = true;
    await pause(300);
    expect(followed.guest).not.toBeNull();
  });

  it('has its clock set once after it stood still, and is asked all the same where it may not set it', async () => {
    followed.portIs('open');
    await vi.waitFor(() => expect(followed.guest).not.toBeNull());
    expect(agent.asked).not.toContain('guest-set-time');
    const before = Date.now();
    let time = 0;
    const answer = answerAll({
      'guest-set-time': { error: { class: 'GenericError', desc: 'hwclock failed' } },
      'guest-get-host-name': { return: { 'host-name': 'later' } },
    });
    agent.answering = (command, args, say) => {
      if (command === 'guest-set-time') time = Number(args['time']) / 1e6;
      answer(command, args, say);
    };
    followed.stoodStill();
    await vi.waitFor(() => expect(followed.guest).toMatchObject({ hostName: 'later' }));
    expect(time).toBeGreaterThan(before - 1);
    const asked = agent.asked.length;
    await vi.waitFor(() => expect(agent.asked.length).toBeGreaterThan(asked + 4));
    expect(agent.asked.filter((command) => command === 'guest-set-time')).toHaveLength(1);
  });

  it('powers off at once, whatever it is asked just then, and says where it can’t', async () => {
    followed.portIs('open');
    await vi.waitFor(() => expect(followed.guest).not.toBeNull());
    agent.answering = () => undefined; // the next look is never answered
    await vi.waitFor(() => expect(agent.callers).toBe(1));
    expect(await followed.powerOff(never)).toBe(true);
    expect(agent.asked.at(-1)).toBe('guest-shutdown');
    const refusing = { error: { class: 'GenericError', desc: 'there is no /sbin/shutdown' } };
    agent.answering = answerAll({ 'guest-shutdown': refusing });
    expect(await followed.powerOff(never)).toBe(false);
    agent.isDeaf = true;
    expect(await followed.powerOff(never)).toBe(false);
  });

  it('has obeyed when its system lets go of the port: the power button is not pressed on top of that', async () => {
    followed.portIs('open');
    await vi.waitFor(() => expect(followed.guest).not.toBeNull());
    agent.answering = (command) => {
      if (command === 'guest-shutdown') followed.portIs('closed');
    };
    expect(await followed.powerOff(never)).toBe(true);
  });

  it('is not waited for any longer when the person gives up', async () => {
    followed.end();
    followed = follow({ ...TIMES, answer: 60_000 });
    agent.isDeaf = true;
    followed.portIs('open');
    const giveUp = new AbortController();
    const asked = followed.powerOff(giveUp.signal);
    await vi.waitFor(() => expect(agent.callers).toBe(1));
    giveUp.abort();
    expect(await asked).toBe(false);
  });

  it('is let go of with the machine', async () => {
    followed.portIs('open');
    await vi.waitFor(() => expect(followed.guest).not.toBeNull());
    followed.end();
    expect(followed).toMatchObject({ port: 'none', guest: null });
    await vi.waitFor(() => expect(agent.callers).toBe(0));
    const asked = agent.asked.length;
    await pause(60);
    expect(agent.asked).toHaveLength(asked);
  });
});
