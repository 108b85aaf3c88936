import HardDriveDownload from '@lucide/svelte/icons/hard-drive-download';
import Pause from '@lucide/svelte/icons/pause';
import Play from '@lucide/svelte/icons/play';
import Power from '@lucide/svelte/icons/power';
import PowerOff from '@lucide/svelte/icons/power-off';
import RotateCcw from '@lucide/svelte/icons/rotate-ccw';
import StepForward from '@lucide/svelte/icons/step-forward';
import Trash2 from '@lucide/svelte/icons/trash-2';
import Zap from '@lucide/svelte/icons/zap';
import type { Component } from 'svelte';
import type { MachineOperation } from '../live/operate';

/** The sign of each operation, the same in every menu. */
export const OPERATION_ICONS: Readonly<Record<MachineOperation | 'undefine', Component<{ class?: string }>>> =
  {
    start: Play,
    suspend: Pause,
    resume: StepForward,
    save: HardDriveDownload,
    shutdown: Power,
    reboot: RotateCcw,
    reset: Zap,
    destroy: PowerOff,
    undefine: Trash2,
  };
