import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { AgentClient, AgentRefusal, AgentSilence } from './agent-client';
import { askGuest } from './guest';
import { answerAll, FakeAgent } from './testing';

const LIMIT_MS = 2_000;
let agent: FakeAgent;
beforeEach(async () => {
  agent = await FakeAgent.listen();
});
afterEach(() => agent.close());

const reach = (limitMs = LIMIT_MS): Promise<AgentClient> =>
  AgentClient.reach(agent.path, limitMs, new AbortController().signal);

describe('a conversation with the agent', () => {
  it('learns the system, its name, and its addresses, those that lead furthest first', async () => {
    expect(await askGuest(await reach(), LIMIT_MS)).toEqual({
      version: '7.2.17',
      system: 'Debian GNU/Linux 12 (bookworm)',
      hostName: 'web',
      addresses: ['192.0.2.7', '2001:db8::7', 'fe80::5054:ff:fe00:1'],
    });
  });

  it('does without what the agent may not say, or says in another way', async () => {
    agent.answering = answerAll({
      'guest-get-osinfo': { error: { class: 'CommandNotFound', desc: 'it is disabled' } },
      'guest-get-host-name': { return: 7 },
      'guest-network-get-interfaces': { return: [{ name: 'eth0', 'ip-addresses': [{ 'ip-address': 'x' }] }] },
    });
    const guest = await askGuest(await reach(), LIMIT_MS);
    expect(guest).toMatchObject({ version: '7.2.17', system: null, hostName: null, addresses: [] });
    agent.answering = answerAll({ 'guest-info': { return: { version: '2.0' } } });
    agent.asked.length = 0;
    expect(await askGuest(await reach(), LIMIT_MS)).toMatchObject({ version: '2.0', hostName: null });
    expect(agent.asked).toEqual(['guest-info']); // what it does not know is not asked for
  });

  it('takes of a guest’s words what can be shown, and not too much of it', async () => {
    agent.answering = answerAll({
      'guest-get-host-name': { return: { 'host-name': `a\u0000\u001b[2Jb\u202e${'c'.repeat(9_999)}` } },
    });
    const { hostName } = await askGuest(await reach(), LIMIT_MS);
    expect(hostName).toMatch(/^a \[2Jb c{190,}$/);
    expect(hostName).toHaveLength(200);
  });

  it('is not confused by what was asked before, half an answer of which stands in front', async () => {
    agent.left = '{"return": 1}\n{"return": {"host-name": "of bef';
    const client = await reach();
    const answer = await client.execute(
      'guest-get-host-name',
      z.object({ 'host-name': z.string() }),
      LIMIT_MS,
    );
    expect(answer['host-name']).toBe('web');
  });

  it('ends after its limit where none answers, and where one stops answering', async () => {
    agent.answering = () => undefined;
    const client = await reach();
    await expect(client.execute('guest-info', z.unknown(), 30)).rejects.toThrow(AgentSilence);
    agent.isDeaf = true;
    await expect(reach(30)).rejects.toThrow(AgentSilence);
  });

  it('ends with an agent that sends without end', async () => {
    agent.answering = (_command, _args, say) => say('x'.repeat(2 * 1024 * 1024));
    const client = await reach();
    await expect(client.execute('guest-info', z.unknown(), LIMIT_MS)).rejects.toThrow(AgentSilence);
    await vi.waitFor(() => expect(agent.callers).toBe(0));
  });

  it('takes silence for obedience, and a refusal for what it is', async () => {
    agent.answering = () => undefined;
    await (await reach()).order('guest-shutdown', { mode: 'powerdown' }, 30);
    agent.answering = answerAll({
      'guest-shutdown': { error: { class: 'GenericError', desc: 'no shutdown' } },
    });
    await expect((await reach()).order('guest-shutdown', {}, LIMIT_MS)).rejects.toThrow(AgentRefusal);
  });
});
