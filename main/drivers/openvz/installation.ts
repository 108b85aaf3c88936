import { ABLE, everyCapability, unable, type Capabilities, type Probe } from '../driver';
import { findOpenvz, missing, notesOn, versionOf, type OpenvzHost, type OpenvzPlaces } from './host';
import { PrlctlTools } from './prlctl';
import type { Tools } from './tools';
import { VzctlTools } from './vzctl';

/** OpenVZ as it was found. */
export interface Found {
  readonly host: OpenvzHost;
  readonly tools: Tools;
}

const NOT_OPENVZ = 'The kernel is not OpenVZ’s';

/** OpenVZ on this computer, as it was found last: whether it is there, and by which tools its containers are spoken to. */
export class Installation {
  #found: Found | null = null;
  #finding: { readonly places: string; readonly answer: Promise<Found | null> } | null = null;
  /** Why it is not there, or does not work. */
  #why: string | null = null;

  constructor(
    private readonly options: OpenvzPlaces & { readonly work: string },
    /** It was looked for and is there; `isSame`: as it was. */
    private readonly onFound: (host: OpenvzHost, isSame: boolean) => void,
  ) {}

  /** Null where it is not there, or has not been looked for yet. */
  get now(): Found | null {
    return this.#found;
  }

  get capabilities(): Capabilities {
    if (this.#why !== null) {
      return everyCapability(unable('OpenVZ is not installed, or can’t be used.'), {
        undefine: ABLE,
        redefine: ABLE,
      });
    }
    const host = this.#found?.host;
    if (!host) return everyCapability(ABLE);
    const pausing = host.kernel === 'openvz' ? ABLE : unable(`${NOT_OPENVZ}, so containers can’t be paused.`);
    return everyCapability(ABLE, {
      suspend: pausing,
      resume: pausing,
      save: host.canSave ? ABLE : unable(`${NOT_OPENVZ}: saving a container needs the program criu.`),
    });
  }

  async probe(): Promise<Probe> {
    const found = await this.find();
    if (!found) return this.#missing();
    try {
      return { status: 'ready', version: await versionOf(found.host), notes: notesOn(found.host) };
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (this.#found === found) this.#why = `OpenVZ was found, but does not work: ${words}`;
      return this.#missing();
    }
  }

  #missing(): Probe {
    return { status: 'missing', why: this.#why ?? 'OpenVZ was not found.', install: null };
  }

  /**
   * Looks whether OpenVZ is there, once for all that ask at once. Where another place was chosen since it was begun to look,
   * it is looked there afterwards, so that what was chosen last counts.
   */
  find(): Promise<Found | null> {
    const { programs, folder } = this.options;
    const places = JSON.stringify([programs?.vzctl, programs?.vzlist, programs?.prlctl, folder]);
    if (this.#finding?.places === places) return this.#finding.answer;
    const before = this.#finding?.answer.catch(() => null);
    const answer = (before ? before.then(() => this.#findNow()) : this.#findNow()).finally(() => {
      if (this.#finding?.answer === answer) this.#finding = null;
    });
    this.#finding = { places, answer };
    return answer;
  }

  async #findNow(): Promise<Found | null> {
    const finding = await findOpenvz(this.options);
    if (!finding.found) {
      this.#found = null;
      this.#why = finding.why;
      return null;
    }
    const { host } = finding;
    const isSame = JSON.stringify(host) === JSON.stringify(this.#found?.host);
    if (!isSame || !this.#found) this.#found = { host, tools: this.#toolsOf(host) };
    this.#why = null;
    this.onFound(host, isSame);
    return this.#found;
  }

  /** Throws `program-missing` with why it is not there. */
  async there(): Promise<Found> {
    const found = this.#found ?? (await this.find());
    if (found) return found;
    throw missing(this.#why ?? 'OpenVZ was not found.');
  }

  /** Throws `program-missing` with why it is not there. */
  async tools(): Promise<Tools> {
    return (await this.there()).tools;
  }

  #toolsOf(host: OpenvzHost): Tools {
    return host.tools === 'prlctl' ? new PrlctlTools(host) : new VzctlTools(host, this.options.work);
  }
}
