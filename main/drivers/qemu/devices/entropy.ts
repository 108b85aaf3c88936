/** A source of chance: without one a guest may wait long for its first keys. */
export function entropyArguments(has: boolean): string[] {
  if (!has) return [];
  return [
    ...['-object', 'rng-random,id=entropy,filename=/dev/urandom'],
    ...['-device', 'virtio-rng-pci,id=rng,rng=entropy'],
  ];
}
