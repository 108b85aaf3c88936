import type { CallName } from '../../preload/contract';
import { PaddockError } from '../domains/failure';
import type { Handlers } from '../ipc/answer';

/** Calls that only look. */
const LOOKING: ReadonlySet<string> = new Set<CallName>([
  'drivers.list',
  'drivers.probe',
  'drivers.requestChoices',
  'machines.list',
  'machines.freeName',
  'machine.detail',
  'machine.belongings',
  'machine.commandLine',
  'machine.checkDefinition',
  'machine.hardwareChoices',
  'disks.list',
  'bin.list',
  'operations.list',
  'busy.inspect',
  'file.inspect',
]);

/**
 * The same calls, but none that changes a machine which ends with this process (a simulated one): a command that is alone
 * would tell of something that is gone with its last line. `passes`: whether a call's machine, or its driver's, does.
 */
export function keptOnly<H extends Partial<Handlers<unknown>>>(
  handlers: H,
  passes: (args: unknown) => boolean,
): H {
  const guarded = Object.entries(handlers).map(([name, handle]) => {
    const guardedHandle = (args: never, from: unknown): unknown => {
      if (passes(args)) throw refusal();
      return (handle as (args: never, from: unknown) => unknown)(args, from);
    };
    return [name, LOOKING.has(name) ? handle : guardedHandle];
  });
  return Object.fromEntries(guarded) as H;
}

function refusal(): PaddockError {
  return new PaddockError({
    code: 'unsupported',
    message: 'A simulated machine lives only as long as Paddock is open.',
    next: 'Open Paddock, then give the command again.',
  });
}
