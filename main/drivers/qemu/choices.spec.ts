import { describe, expect, it } from 'vitest';
import { parseDisplays, parseModels } from './choices';

describe('what a QEMU was built with', () => {
  it('is read from its lists: processors without their versions', () => {
    const help = [
      'Available CPUs:',
      'x86 486                   (alias configured by machine type)',
      'x86 486-v1                ',
      'x86 Skylake-Client-IBRS   (alias of Skylake-Client-v2)',
      'x86 Skylake-Client-v4     ',
      'x86 qemu64                (alias configured by machine type)',
      '',
      'Recognized CPUID flags:',
      '  3dnow 3dnowext 3dnowprefetch abm',
    ].join('\n');
    expect(parseModels(help)).toEqual(['486', 'Skylake-Client-IBRS', 'qemu64']);
    // Newer ones leave the first word out.
    expect(parseModels('Available CPUs:\n  486 (alias)\n  max\n\nRecognized CPUID flags:\n  abm')).toEqual([
      '486',
      'max',
    ]);
  });

  it('and screens, of which none can always be had', () => {
    expect(parseDisplays('name "VGA", bus PCI\nname "virtio-vga", bus PCI')).toEqual([
      'vga',
      'virtio',
      'none',
    ]);
    expect(parseDisplays('')).toEqual(['none']);
  });
});
