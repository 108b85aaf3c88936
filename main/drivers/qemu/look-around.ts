import { builtIn, choicesOf, type Built } from './choices';
import { findCompanions, type Companions } from './companions';
import type { QemuChoices } from './config';
import type { Finding, QemuFacts } from './probe';
import { soundBackend } from './sound-backend';

/**
 * One look at what this computer has to run machines with. Each thing is looked for when it is first asked for, and stays as
 * it was found: whoever wants to know better looks around anew, and nothing of an older look is taken for the newer one's.
 */
export class LookAround {
  #finding: Promise<Finding> | null = null;
  #companions: Promise<Companions> | null = null;
  #built: Promise<Built> | null = null;
  #sound: Promise<string> | null = null;

  constructor(
    /** Whether it was looked because something was needed, or to tell what is there. */
    readonly why: 'need' | 'probe',
    private readonly findQemu: () => Promise<Finding>,
  ) {}

  /** QEMU. Never throws. */
  qemu(): Promise<Finding> {
    return (this.#finding ??= this.findQemu());
  }

  /** Throws `program-missing`, `program-too-old` or `program-failed`. */
  async facts(): Promise<QemuFacts> {
    const finding = await this.qemu();
    if (finding.found) return finding.facts;
    throw finding.error;
  }

  /** The programs that some machines need beside QEMU. */
  companions(): Promise<Companions> {
    return (this.#companions ??= findCompanions());
  }

  /** What machines can be made of. Throws as `facts` does. */
  async choices(): Promise<QemuChoices> {
    const facts = await this.facts();
    return choicesOf(facts, await (this.#built ??= builtIn(facts)), await this.companions());
  }

  /** What plays machines' sound. Throws as `facts` does. */
  async sound(): Promise<string> {
    const { system } = await this.facts();
    return (this.#sound ??= soundBackend(system));
  }
}
