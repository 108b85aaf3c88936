import { join } from 'node:path';
import type { DomainId } from '../../domains/definition';
import {
  ABLE,
  everyCapability,
  unable,
  type Capabilities,
  type Capability,
  type FoundProgram,
  type Probe,
} from '../driver';
import { Acceleration, accelerationNote } from './acceleration';
import { commandLine, type Accelerator } from './command-line';
import type { Companions } from './companions';
import type { QemuChoices, QemuConfig } from './config';
import { imgMissing } from './disks';
import { flashFirmwares, type FlashFirmware } from './firmware/descriptors';
import type { ImageTools } from './images/rewrite';
import { Unfinished } from './images/unfinished';
import { LookAround } from './look-around';
import type { MachinePaths } from './paths';
import { findQemu, ToldSchema, type Finding, type Programs, type QemuFacts, type Told } from './probe';
import { lookAtProgram } from './programs';
import { Remembered } from '../remembered';

export interface InstallationOptions {
  readonly programs: Programs;
  readonly firmwareFolders: readonly string[];
  /** Where answers and what is half done are noted. */
  readonly cache: string;
  readonly paths: (id: DomainId) => MachinePaths;
  readonly log: (message: string) => void;
}

/** What this computer has to run machines with: QEMU and its companions, found once and kept until it is looked anew. */
export class Installation {
  /** Images that are being made, for when that is cut short. */
  readonly unfinished: Unfinished;
  readonly #options: InstallationOptions;
  readonly #programs: Programs;
  readonly #firmwareFolders: readonly string[];
  readonly #acceleration: Acceleration;
  readonly #told: Remembered<Told>;
  #look: LookAround;
  #capabilities: Capabilities = capabilities(ABLE);

  constructor(options: InstallationOptions) {
    const { programs, firmwareFolders, cache, log } = options;
    this.#options = options;
    this.#programs = programs;
    this.#firmwareFolders = firmwareFolders;
    this.unfinished = new Unfinished(join(cache, 'unfinished'));
    this.#told = new Remembered(join(cache, 'qemu.json'), ToldSchema, log);
    this.#acceleration = new Acceleration({ cache: join(cache, 'acceleration.json'), log });
    this.#look = this.#lookAround('need', false);
  }

  /** What can be done with machines, by what was found. */
  get capabilities(): Capabilities {
    return this.#capabilities;
  }

  /** Looks anew for all of it. `onAnswer` is called when it is known later whether guests can be accelerated. */
  async probe(onAnswer: () => void): Promise<Probe> {
    // Whoever has it probed once more wants it asked.
    this.#look = this.#lookAround('probe', this.#look.why === 'probe');
    const finding = await this.#look.qemu();
    if (!finding.found) {
      this.#capabilities = capabilities(unable(finding.answer.why));
      return finding.answer;
    }
    this.#capabilities = capabilities(ABLE);
    const { facts } = finding;
    const verdict = await this.#acceleration.look(facts, onAnswer);
    const notes = [accelerationNote(verdict)];
    if (facts.img === null) {
      notes.push({
        tone: 'warning',
        text: 'The program qemu-img is not installed: no disks can be made or looked at.',
      });
    }
    return { status: 'ready', version: facts.version, notes };
  }

  /** Resolves when it is known whether guests can be accelerated, or nobody tries. */
  triedOut(): Promise<void> {
    return this.#acceleration.settled();
  }

  /** Throws with why it can’t be used. */
  lookAtProgram(program: string, path: string | null): Promise<FoundProgram> {
    return lookAtProgram(program, path, this.#programs);
  }

  /** What was found of QEMU when it was last looked for. Never throws. */
  find(): Promise<Finding> {
    return this.#look.qemu();
  }

  /** Throws `program-missing`, `program-too-old` or `program-failed`. */
  facts(): Promise<QemuFacts> {
    return this.#look.facts();
  }

  /** Throws `program-missing` where there is no qemu-img. */
  async img(): Promise<string> {
    const { img } = await this.facts();
    if (img === null) throw imgMissing('disks');
    return img;
  }

  /** The programs that some machines need beside QEMU. */
  companions(): Promise<Companions> {
    return this.#look.companions();
  }

  /** The firmware that is there for machines that start by UEFI. */
  firmwares(): Promise<readonly FlashFirmware[]> {
    return flashFirmwares(this.#firmwareFolders);
  }

  /** What machines can be made of here. Throws as `facts` does. */
  choices(): Promise<QemuChoices> {
    return this.#look.choices();
  }

  /** The exact command that runs a machine. Throws as `facts` does. */
  async command(
    id: DomainId,
    name: string,
    config: QemuConfig,
    accelerator: Accelerator,
  ): Promise<readonly string[]> {
    const look = this.#look;
    const { system: program } = await look.facts();
    const audio = await look.sound();
    return commandLine({ program, id, name, config, accelerator, paths: this.#options.paths(id), audio });
  }

  /** What a machine with this definition runs under now. */
  accelerator({ accelerator }: QemuConfig): Accelerator {
    if (accelerator !== 'auto') return accelerator;
    return this.#acceleration.verdict.kind === 'works' ? 'kvm' : 'tcg';
  }

  /** Throws `program-missing` where there is no qemu-img. */
  async imageTools(): Promise<ImageTools> {
    return { img: await this.img(), unfinished: this.unfinished };
  }

  /** Ends what is being tried out. */
  close(): Promise<void> {
    return this.#acceleration.close();
  }

  #lookAround(why: LookAround['why'], anew: boolean): LookAround {
    return new LookAround(why, () => findQemu(this.#programs, this.#told, anew));
  }
}

function capabilities(withQemu: Capability): Capabilities {
  return everyCapability(ABLE, { define: withQemu, start: withQemu });
}
