export interface Assigned {
  /** The row of each machine that has one. */
  readonly rows: ReadonlyMap<string, number>;
  /** Rows of machines that have left, which those that still have none will take: to be kept, out of sight. */
  readonly parked: ReadonlyMap<string, number>;
}

/**
 * Which drawn row shows which machine. A machine keeps its row for as long as it is in sight; one that comes into sight
 * takes the row of one that left, for to fill a row anew costs a fraction of making one.
 *
 * A row that a person has a finger on (pressed, or holding the keyboard) is given to nobody: its press or its key would
 * be another machine's.
 */
export class Slots {
  #bySubject: ReadonlyMap<string, number> = new Map();
  #made = 0;

  /** `isHeld` says of a row whether a person has a finger on it. */
  constructor(private readonly isHeld: (slot: number) => boolean) {}

  /**
   * Gives rows to those that are to be in sight now, what matters most first. Of those that are new no more than `most` get
   * one: the others have to ask again, when what was filled has been drawn.
   */
  assign(subjects: readonly string[], most: number): Assigned {
    const stay = new Set(subjects);
    const left = [...this.#bySubject].filter(([subject, slot]) => !stay.has(subject) && !this.isHeld(slot));
    const rows = new Map<string, number>();
    let room = most;
    for (const subject of subjects) {
      const known = this.#bySubject.get(subject);
      if (known === undefined && room-- <= 0) continue;
      rows.set(subject, known ?? left.pop()?.[1] ?? this.#made++);
    }
    const parked = new Map(left.slice(0, subjects.length - rows.size));
    this.#bySubject = new Map([...parked, ...rows]);
    return { rows, parked };
  }
}
