import type {
  CallAnswer,
  CallArgs,
  CallName,
  Failure,
  MachineRow,
  PaddockBridge,
} from '../../preload/contract';
import type { Answers } from './fake-answers';
import { appAnswers } from './fake-app-answers';
import { consoleAnswers } from './fake-console-answers';
import { diskAnswers } from './fake-disk-answers';
import { machineAnswers } from './fake-machine-answers';
import { inhabit, type FakeWorld } from './fake-world';

/** Nothing crosses as text here. */
interface FakeBridge extends PaddockBridge {
  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallAnswer<K>>;
}

/** A world, and the bridge to it that the window has. */
export function fakeWorld(machines: MachineRow[]): FakeWorld & { readonly bridge: FakeBridge } {
  const world = inhabit(machines);
  const answers: Answers = {
    ...appAnswers(world),
    ...machineAnswers(world),
    ...diskAnswers(world),
    ...consoleAnswers(world),
  };
  const bridge: FakeBridge = {
    call: async <K extends CallName>(name: K, args: CallArgs<K>): Promise<CallAnswer<K>> => {
      world.asked.push({ name, args: structuredClone(args) }); // as on the real way: what can't be cloned throws
      const failure = world.failures.get(name);
      if (failure) return { ok: false, failure };
      try {
        return { ok: true, value: structuredClone(await answers[name](args)) };
      } catch (thrown) {
        return { ok: false, failure: thrown as Failure };
      }
    },
    on: (name, listener) => world.on(name, listener),
    pathOf: (file) => `/home/ada/Downloads/${file.name}`,
  };
  return Object.assign(world, { bridge });
}
