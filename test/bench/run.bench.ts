import { it } from 'vitest';
import { containers } from './containers.bench';
import { qemu } from './qemu.bench';
import { qemuBesideLibvirt } from './qemu-beside-libvirt.bench';
import { registry } from './registry.bench';
import { window } from './window.bench';

const GROUPS: Readonly<Record<string, () => Promise<unknown>>> = {
  window,
  qemu: async () => {
    await qemu();
    await qemuBesideLibvirt();
  },
  containers,
  registry,
};

// Vitest is only the runner here: nothing is asserted of a time.
it('measures', { timeout: 3_600_000 }, async () => {
  const wanted = (process.env.PADDOCK_BENCH_GROUPS ?? '').split(',').filter(Boolean);
  const unknown = wanted.filter((group) => !Object.hasOwn(GROUPS, group));
  if (unknown.length > 0)
    throw new Error(`no such group: ${unknown.join(', ')}; there are: ${Object.keys(GROUPS).join(', ')}`);
  for (const [group, measure] of Object.entries(GROUPS)) {
    if (wanted.length === 0 || wanted.includes(group)) await measure();
  }
});
