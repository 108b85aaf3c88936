import { readSystems, type KnownSystem } from './database';
import { recogniseIso, recogniseName, type IsoMarks, type Recognised } from './recognise';

/** The operating systems that files are recognised as. The database is read when it is first asked, and kept. */
export class Systems {
  #systems: Promise<readonly KnownSystem[]> | null = null;

  constructor(private readonly folders?: readonly string[]) {}

  /** What is on an image, by its marks and else by its name; null where nobody knows. */
  async recognise(path: string, marks: IsoMarks | null): Promise<Recognised | null> {
    this.#systems ??= readSystems(this.folders);
    const systems = await this.#systems;
    return (marks && recogniseIso(marks, systems)) ?? recogniseName(path, systems) ?? null;
  }
}
