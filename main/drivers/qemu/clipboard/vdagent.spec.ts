import { describe, expect, it } from 'vitest';
import { AgentReader, MESSAGE, messageBytes, numbers, numbersIn } from './vdagent';

describe('what is said to the agent inside', () => {
  it('is what the protocol says, byte for byte', () => {
    expect(messageBytes(MESSAGE.request, numbers(1)).toString('hex')).toBe(
      ['01000000', '18000000', '01000000', '08000000', '0000000000000000', '04000000', '01000000'].join(''),
    );
  });

  it('is cut into chunks that it takes, and understood however it arrives', () => {
    const text = Buffer.from('ü'.repeat(5_000));
    const bytes = messageBytes(MESSAGE.clipboard, text);
    expect(bytes.readUInt32LE(4)).toBe(1024);
    expect(bytes.length).toBe(20 + text.length + 8 * 10);
    for (const step of [1, 7, 1032, bytes.length]) {
      const reader = new AgentReader();
      const messages = [];
      for (let at = 0; at < bytes.length; at += step)
        messages.push(...reader.take(bytes.subarray(at, at + step)));
      expect(messages).toEqual([{ type: MESSAGE.clipboard, data: text }]);
    }
  });
});

describe('what the agent says', () => {
  it('is as many messages as it holds, empty ones as well', () => {
    const said = [MESSAGE.release, MESSAGE.grab, MESSAGE.release].map((type) =>
      messageBytes(type, type === MESSAGE.grab ? numbers(1, 2) : Buffer.alloc(0)),
    );
    const messages = new AgentReader().take(Buffer.concat(said));
    expect(messages.map(({ type, data }) => [type, ...numbersIn(data)])).toEqual([[9], [7, 1, 2], [9]]);
  });

  it('is passed over where it is longer than anything that is copied, and what follows is understood', () => {
    const reader = new AgentReader();
    expect(reader.take(messageBytes(MESSAGE.clipboard, Buffer.alloc(1_000_001)))).toEqual([]);
    expect(reader.take(messageBytes(MESSAGE.grab, numbers(1)))).toHaveLength(1);
  });
});
