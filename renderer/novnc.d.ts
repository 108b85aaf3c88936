/** What is used of noVNC, which brings no types (1.7.0, docs/API.md). */
declare module '@novnc/novnc' {
  interface RfbEvents {
    connect: CustomEvent<Record<string, never>>;
    disconnect: CustomEvent<{ readonly clean: boolean }>;
    credentialsrequired: CustomEvent<{ readonly types: readonly string[] }>;
    securityfailure: CustomEvent<{ readonly status: number; readonly reason?: string }>;
    clipboard: CustomEvent<{ readonly text: string }>;
  }

  export default class RFB extends EventTarget {
    constructor(target: HTMLElement, channel: object, options?: { readonly shared?: boolean });
    scaleViewport: boolean;
    resizeSession: boolean;
    focusOnClick: boolean;
    background: string;
    showDotCursor: boolean;
    addEventListener<K extends keyof RfbEvents>(
      type: K,
      listener: (event: RfbEvents[K]) => void,
      options?: AddEventListenerOptions,
    ): void;
    sendKey(keysym: number, code: string | null, down?: boolean): void;
    focus(options?: FocusOptions): void;
    clipboardPasteFrom(text: string): void;
    toBlob(take: (picture: Blob | null) => void, type?: string): void;
    blur(): void;
    disconnect(): void;
  }
}
