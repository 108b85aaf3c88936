/** What became of the keys that were read. */
export interface LineEvents {
  /** A line was finished by Enter. */
  line(line: string): void;
  /** Ctrl+C. */
  interrupt(): void;
  /** Ctrl+D on an empty line. */
  endOfInput(): void;
}

const ESCAPE = '\x1b';
const HISTORY_LIMIT = 200;

/** The editing of a line as a terminal's user expects it: cursor, history, deleting by character, word and line. */
export class LineEditor {
  #line: string[] = [];
  #cursor = 0;
  #history: string[] = [];
  #recalled = 0;
  #escape = '';
  #prompt = '';

  constructor(
    private readonly write: (text: string) => void,
    private readonly events: LineEvents,
  ) {}

  get history(): readonly string[] {
    return this.#history;
  }

  /** Shows the prompt and begins an empty line. */
  prompt(prompt: string): void {
    this.#prompt = prompt;
    this.#line = [];
    this.#cursor = 0;
    this.#recalled = this.#history.length;
    this.write(prompt);
  }

  /** One key: a character, or a piece of an escape sequence. */
  key(character: string): void {
    if (this.#escape !== '') return this.#inEscape(character);
    switch (character) {
      case ESCAPE:
        this.#escape = ESCAPE;
        return;
      case '\r':
      case '\n':
        return this.#enter();
      case '\x7f':
      case '\b':
        return this.#replace(Math.max(0, this.#cursor - 1), this.#cursor, []);
      case '\x01':
        return this.#move(0);
      case '\x05':
        return this.#move(this.#line.length);
      case '\x03':
        this.write('^C\r\n');
        return this.events.interrupt();
      case '\x04':
        if (this.#line.length === 0) this.events.endOfInput();
        return;
      case '\x0b':
        return this.#replace(this.#cursor, this.#line.length, []);
      case '\x0c':
        this.write('\x1b[H\x1b[2J');
        return this.#redraw();
      case '\x15':
        return this.#replace(0, this.#cursor, []);
      case '\x17': {
        const before = this.#line.slice(0, this.#cursor).join('');
        return this.#replace(before.replace(/\S*\s*$/, '').length, this.#cursor, []);
      }
      default:
        if (character >= ' ') this.#replace(this.#cursor, this.#cursor, [character]);
    }
  }

  #inEscape(character: string): void {
    this.#escape += character;
    const [, start] = this.#escape;
    if (start !== '[' && start !== 'O') {
      this.#escape = '';
      return;
    }
    if (this.#escape.length < 3 || !/[A-Za-z~]/.test(character)) return;
    const sequence = this.#escape.slice(2);
    this.#escape = '';
    switch (sequence) {
      case 'A':
        return this.#recall(this.#recalled - 1);
      case 'B':
        return this.#recall(this.#recalled + 1);
      case 'C':
        return this.#move(Math.min(this.#line.length, this.#cursor + 1));
      case 'D':
        return this.#move(Math.max(0, this.#cursor - 1));
      case 'H':
      case '1~':
        return this.#move(0);
      case 'F':
      case '4~':
        return this.#move(this.#line.length);
      case '3~':
        return this.#replace(this.#cursor, Math.min(this.#line.length, this.#cursor + 1), []);
    }
  }

  #enter(): void {
    const line = this.#line.join('');
    this.write('\r\n');
    if (line.trim() !== '' && line !== this.#history[this.#history.length - 1]) {
      this.#history = [...this.#history, line].slice(-HISTORY_LIMIT);
    }
    this.#line = [];
    this.#cursor = 0;
    this.events.line(line);
  }

  #recall(at: number): void {
    if (at < 0 || at > this.#history.length) return;
    this.#recalled = at;
    this.#line = [...(this.#history[at] ?? '')];
    this.#cursor = this.#line.length;
    this.#redraw();
  }

  #move(to: number): void {
    const by = to - this.#cursor;
    this.#cursor = to;
    if (by > 0) this.write(`\x1b[${by}C`);
    if (by < 0) this.write(`\x1b[${-by}D`);
  }

  #replace(from: number, to: number, text: readonly string[]): void {
    if (from === to && text.length === 0) return;
    const atEnd = from === to && to === this.#line.length;
    this.#line.splice(from, to - from, ...text);
    this.#cursor = from + text.length;
    // Typing at the end is by far the most frequent, and needs no more than its echo.
    if (atEnd) this.write(text.join(''));
    else this.#redraw();
  }

  #redraw(): void {
    this.write(`\r${this.#prompt}${this.#line.join('')}\x1b[K`);
    const behind = this.#line.length - this.#cursor;
    if (behind > 0) this.write(`\x1b[${behind}D`);
  }
}
