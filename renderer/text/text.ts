import type { Args } from '../../text/message';
import type { en } from './en';
import { language } from './language.svelte';

export type TextKey = keyof typeof en;

/** A number of things for a person: `10,000`. */
export function formatCount(count: number): string {
  return language.grammar.count(count);
}

/**
 * The text for a key in the language of the window, filled in. Keys and the names in a text are checked by the compiler: a
 * text that lacks a value, or a key that is not in the catalogue, does not build.
 */
export function t<K extends TextKey>(key: K, ...args: Args<(typeof en)[K]>): string {
  return language.grammar.fill(language.spoken.texts[key] ?? key, args[0]);
}
