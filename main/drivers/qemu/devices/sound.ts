import { z } from 'zod';

/** `hda` for all systems of the last twenty years, `ac97` for older ones. */
export const SoundSchema = z.enum(['none', 'hda', 'ac97']).default('none');
export type Sound = z.infer<typeof SoundSchema>;

/** `backend`: through what it is heard, one of `-audiodev help`; `none` for a card that nobody hears. */
export function soundArguments(sound: Sound, backend: string): string[] {
  if (sound === 'none') return [];
  const audiodev = ['-audiodev', `${backend},id=audio`];
  if (sound === 'ac97') return [...audiodev, '-device', 'AC97,id=sound,audiodev=audio'];
  return [
    ...audiodev,
    ...['-device', 'ich9-intel-hda,id=sound'],
    ...['-device', 'hda-duplex,bus=sound.0,audiodev=audio'],
  ];
}
