import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Crossing, EventName, EventPayload, PaddockBridge, PortMessage } from './contract';

/** The channels' names stand here once more because a preload takes types only; a test holds both sides equal. */
const CALL_CHANNEL = 'paddock:call';
const EVENT_CHANNEL = 'paddock:event';
const PORT_CHANNEL = 'paddock:port';

const listeners = new Map<EventName, Set<(payload: never) => void>>();

ipcRenderer.on(EVENT_CHANNEL, (_event, name: EventName, payload: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(payload as never);
});

// Ports can't pass through the context bridge; a message into the window's own world can carry them.
ipcRenderer.on(PORT_CHANNEL, (event, token: string) => {
  const message: PortMessage = { paddockPort: token };
  window.postMessage(message, window.location.origin, event.ports);
});

const bridge: PaddockBridge = {
  call: (name, args) => ipcRenderer.invoke(CALL_CHANNEL, name, args),
  on: <K extends EventName>(name: K, listener: (payload: Crossing<EventPayload<K>>) => void) => {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set);
    set.add(listener as (payload: never) => void);
    return () => set.delete(listener as (payload: never) => void);
  },
  pathOf: (file) => {
    // webUtils came with Electron 29; before that a File carried its path.
    if (typeof webUtils?.getPathForFile === 'function') return webUtils.getPathForFile(file);
    return (file as File & { readonly path?: string }).path ?? '';
  },
};

contextBridge.exposeInMainWorld('paddock', Object.freeze(bridge));
