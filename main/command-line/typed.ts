/** Chromium's own, which may stand among a command's words: as root nothing starts without it. */
const CHROMIUMS = ['--no-sandbox'];
const ASKS = ['--help', '-h', '--version'];

/** What was typed after `paddock` where that is a command; null where the window is meant. */
export function typedCommand(argv: readonly string[], isDefaultApp: boolean): readonly string[] | null {
  const typed = argv.slice(1).filter((word) => !CHROMIUMS.includes(word));
  if (isDefaultApp)
    typed.splice(
      typed.findIndex((word) => !word.startsWith('-')),
      1,
    ); // the folder of the app
  const first = typed.find((word) => !word.startsWith('-'));
  // A link or a file is none; a word that is no command's name either is told so.
  if (first === undefined) return typed.some((word) => ASKS.includes(word)) ? typed : null;
  return /^[a-z][a-z-]*$/.test(first) ? typed : null;
}
