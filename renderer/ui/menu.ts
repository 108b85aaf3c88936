import type { Component } from 'svelte';
import type { KeyName } from '../keys/keys';

/** An entry of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: Component<{ class?: string }>;
  /** A key that does it as well, shown at the right. */
  readonly keys?: KeyName;
  /** What else stands at the right, such as how many. */
  readonly note?: string;
  /** Where it is a switch: whether it is on. The menu stays open when it is chosen, unless it is one of a group. */
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
