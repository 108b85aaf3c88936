import { ensureSyntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';

/** How long a large text may be parsed for, in ms, before the place is looked for in what there is. */
const PARSE_MS = 200;

/** Where in a JSON text the value at a path stands; where that is not there, what is nearest to it. */
export function locate(state: EditorState, path: readonly (string | number)[]): { from: number; to: number } {
  let node = ensureSyntaxTree(state, state.doc.length, PARSE_MS)?.topNode.firstChild ?? null;
  let found: SyntaxNode | null = node;
  for (const step of path) {
    node = node && (typeof step === 'number' ? itemOf(node, step) : valueOf(state, node, step));
    if (!node) break;
    found = node;
  }
  if (!found) return { from: 0, to: Math.min(1, state.doc.length) };
  // Of something that spans lines its first line is marked.
  return { from: found.from, to: Math.min(found.to, state.doc.lineAt(found.from).to) };
}

const VALUES = ['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null'];

function valuesIn(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (VALUES.includes(child.name)) found.push(child);
  }
  return found;
}

function itemOf(node: SyntaxNode, index: number): SyntaxNode | null {
  return node.name === 'Array' ? (valuesIn(node)[index] ?? null) : null;
}

function valueOf(state: EditorState, node: SyntaxNode, name: string): SyntaxNode | null {
  for (const property of node.getChildren('Property')) {
    const key = property.getChild('PropertyName');
    if (!key || JSON.parse(state.sliceDoc(key.from, key.to)) !== name) continue;
    return valuesIn(property)[0] ?? property;
  }
  return null;
}
