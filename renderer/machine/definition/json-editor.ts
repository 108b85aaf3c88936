import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, linter, lintKeymap, type Diagnostic } from '@codemirror/lint';
import { EditorState, type Transaction } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  type ViewUpdate,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { told } from '../../text/told';
import { locate } from './locate';

/** How long after the last key the text is checked, in ms. */
const CHECK_AFTER_MS = 300;

/** Colours come from tokens.css: custom properties reach through the shadow tree's border. */
const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent-text)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--odd)' },
  { tag: tags.separator, color: 'var(--text-3)' },
]);

const LOOK = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: '12.5px' },
  '&.cm-focused': { outline: '2px solid var(--focus)' },
  // It scrolls by itself: what stands below it stays within reach.
  '&.cm-editor': { maxHeight: '62vh' },
  '.cm-scroller': { overflow: 'auto', fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-gutters': {
    color: 'var(--text-3)',
    backgroundColor: 'var(--canvas)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hover)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '.cm-tooltip': {
    color: 'var(--text)',
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--edge-soft)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-foldPlaceholder': { color: 'var(--text-2)', backgroundColor: 'var(--quiet-tint)', border: 'none' },
});

/** What is wrong with a text that is JSON: which of its values, and why. */
interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export interface JsonEditorOptions {
  readonly text: string;
  /** Its name, for screen readers. */
  readonly label: string;
  readonly onChange: (text: string) => void;
  /** Hears what is wrong, each time the text was checked. */
  readonly onChecked: (found: readonly Diagnostic[]) => void;
  readonly check: (text: string) => Promise<readonly Problem[]>;
}

/**
 * An editor for JSON. It lives in a shadow tree: there its styles are constructed sheets, which the content policy allows,
 * where `<style>` elements would be refused.
 */
export function jsonEditor(host: HTMLElement, options: JsonEditorOptions): EditorView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  return new EditorView({ root, parent: root, state: stateOf(options) });
}

const whereBroken = jsonParseLinter();

function stateOf({ text, label, onChange, onChecked, check }: JsonEditorOptions): EditorState {
  return EditorState.create({
    doc: text,
    extensions: [
      json(),
      lineNumbers(),
      foldGutter(),
      lintGutter(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      highlightActiveLine(),
      syntaxHighlighting(COLOURS),
      linter(
        async (view) => {
          const broken = whereBroken(view);
          const found = broken.length > 0 ? broken : await problemsIn(view.state, check);
          onChecked(found);
          return found;
        },
        { delay: CHECK_AFTER_MS },
      ),
      // Tab leaves the editor, as it leaves every field.
      keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...lintKeymap]),
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      EditorView.updateListener.of((update: ViewUpdate) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
      LOOK,
    ],
  });
}

async function problemsIn(
  state: EditorState,
  check: JsonEditorOptions['check'],
): Promise<readonly Diagnostic[]> {
  const found = await check(state.doc.toString());
  return found.map(({ path, message }) => ({
    ...locate(state, path),
    severity: 'error',
    message,
    renderMessage: () => new Text(told(message)),
  }));
}

/** Puts the cursor where something stands, and shows it. */
export function goTo(view: EditorView, at: number): void {
  view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
  view.focus();
}

/** Puts another text into an editor, as one step that can be undone. */
export function replaceText(view: EditorView, text: string): Transaction {
  const change = view.state.update({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  view.dispatch(change);
  return change;
}
