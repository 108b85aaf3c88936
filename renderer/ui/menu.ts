import type { Component } from 'svelte';

/** An entry of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon?: Component<{ class?: string }>;
  /** Shown at the right, as `Ctrl+N`. */
  readonly keys?: string;
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
