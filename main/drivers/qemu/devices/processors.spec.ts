import { describe, expect, it } from 'vitest';
import type { Plug } from './plug';
import { plugCpus, processorArguments, type CpuPlace } from './processors';

const place = (socket: number, path?: string): CpuPlace => ({
  type: 'max-x86_64-cpu',
  props: { 'core-id': 0, 'socket-id': socket, 'thread-id': 0 },
  ...(path !== undefined && { 'qom-path': path }),
});

describe('CPUs', () => {
  it('are plugged in first to last, and out last to first', async () => {
    const asked: string[] = [];
    const plug: Plug = {
      run: async (command, args) => void asked.push(`${command} ${String(args['socket-id'])}`),
      unplug: async (device) => void asked.push(`unplug ${device}`),
    };
    await plugCpus(plug, [place(3), place(2), place(1, '/one'), place(0, '/zero')], 3);
    expect(asked).toEqual(['device_add 2']);
    asked.length = 0;
    await plugCpus(plug, [place(2, '/two'), place(1, '/one'), place(0, '/zero')], 1);
    expect(asked).toEqual(['unplug /two', 'unplug /one']);
  });

  it('that were changed are changed back where one can’t be had', async () => {
    const asked: string[] = [];
    const plug: Plug = {
      run: async (_, args) => {
        asked.push(`in ${String(args['socket-id'])}`);
        if (args['socket-id'] === 2) throw new Error('no more');
      },
      unplug: async (device) => void asked.push(`out ${device}`),
    };
    await expect(plugCpus(plug, [place(2), place(1), place(0, '/zero')], 3)).rejects.toThrow('no more');
    expect(asked).toEqual(['in 1', 'in 2', 'out cpu-1']);
  });

  it('are told to QEMU with what they can grow to, and as they are shown', () => {
    const plain = { model: null, maximum: null, topology: null };
    expect(processorArguments(2, plain)).toEqual(['-smp', '2']);
    expect(processorArguments(2, { ...plain, maximum: 4 })).toEqual(['-smp', 'cpus=2,maxcpus=4']);
    const topology = { sockets: 1, cores: 2, threads: 2 };
    expect(processorArguments(2, { ...plain, topology })).toEqual([
      '-smp',
      'cpus=2,maxcpus=4,sockets=1,cores=2,threads=2',
    ]);
  });
});
