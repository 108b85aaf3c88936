import type { Component } from 'svelte';

/** An entry of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: Component<{ class?: string }>;
  /** Shown at the right, as `Ctrl+N`. */
  readonly keys?: string;
  /** What else stands at the right, such as how many. */
  readonly note?: string;
  /** Where it is a switch: whether it is on. The menu stays open when it is chosen. */
  readonly checked?: boolean;
  /** Whether others of its group are off when it is on. */
  readonly isOneOf?: boolean;
  /** The name of the group that begins with it. */
  readonly heading?: string;
  readonly tip?: string;
  /** Why it can't be chosen now; null where it can. */
  readonly reason?: string | null;
  readonly danger?: boolean;
  /** Stands apart from what is above it. */
  readonly apart?: boolean;
  choose(): void;
}

/** Where a menu opens: below something, or where the pointer is. */
export type MenuPlace =
  | { readonly at: 'point'; readonly x: number; readonly y: number }
  | { readonly at: 'element'; readonly element: Element };
