/** The characters that a terminal of a fixed size shows, from what was written to it: as much of one as the shell needs. */
export class TextGrid {
  #lines: string[][];
  #column = 0;
  #row = 0;
  #escape = '';
  readonly #stale = new Set<number>();

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.#lines = Array.from({ length: rows }, () => []);
    this.#allStale();
  }

  get cursor(): { readonly column: number; readonly row: number } {
    return { column: this.#column, row: this.#row };
  }

  /** A line as wide as the grid. */
  line(row: number): string {
    const line = this.#lines[row] ?? [];
    return Array.from({ length: this.columns }, (_, at) => line[at] ?? ' ').join('');
  }

  /** The rows that changed since the last call. */
  takeStale(): readonly number[] {
    const rows = [...this.#stale];
    this.#stale.clear();
    return rows;
  }

  write(text: string): void {
    this.#stale.add(this.#row);
    for (const character of text) this.#put(character);
    this.#stale.add(this.#row);
  }

  #put(character: string): void {
    if (this.#escape !== '') return this.#inEscape(character);
    switch (character) {
      case '\x1b':
        this.#escape = character;
        return;
      case '\r':
        this.#column = 0;
        return;
      case '\n':
        return this.#feed();
      case '\b':
        this.#column = Math.max(0, this.#column - 1);
        return;
    }
    if (character < ' ') return;
    if (this.#column >= this.columns) {
      this.#column = 0;
      this.#feed();
    }
    const line = (this.#lines[this.#row] ??= []);
    while (line.length < this.#column) line.push(' ');
    line[this.#column++] = character;
    this.#stale.add(this.#row);
  }

  #feed(): void {
    this.#stale.add(this.#row);
    if (this.#row < this.rows - 1) {
      this.#row++;
      return;
    }
    this.#lines = [...this.#lines.slice(1), []];
    this.#allStale();
  }

  #inEscape(character: string): void {
    this.#escape += character;
    if (this.#escape.length === 2 && character !== '[') this.#escape = '';
    if (this.#escape.length < 3 || !/[A-Za-z~]/.test(character)) return;
    const count = parseInt(this.#escape.slice(2), 10) || 1;
    this.#escape = '';
    this.#stale.add(this.#row);
    switch (character) {
      case 'C':
        this.#column = Math.min(this.columns - 1, this.#column + count);
        return;
      case 'D':
        this.#column = Math.max(0, this.#column - count);
        return;
      case 'H':
        this.#column = 0;
        this.#row = 0;
        return;
      case 'J':
        this.#lines = this.#lines.map(() => []);
        return this.#allStale();
      case 'K':
        this.#lines[this.#row]?.splice(this.#column);
    }
  }

  #allStale(): void {
    for (let row = 0; row < this.rows; row++) this.#stale.add(row);
  }
}
