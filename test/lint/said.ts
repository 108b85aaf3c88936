import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** A text that main says to a person: the English, with `{names}` for what is filled in. */
export interface Said {
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

/** Files in which nothing is said to a person of Paddock’s: what they hold is a machine’s, a program’s or a report’s. */
const SILENT = [
  /^drivers\/test\/(boot-log|demo-world|guest|line-editor|rfb-server|screen|shell|systems)\.ts$/, // a simulated world
  /^diagnostics\//, // a report is for those who help: English
  /^storage\/osinfo\//, // names of systems
  /^drivers\/qemu\/guest-agent\//, // what a guest’s agent says, and why not for the log
  /^shell\/(app-protocol|login-item|screenshot)\.ts$/, // pages, files and what a developer sees
  /^command-line\//, // a terminal is answered in English, as scripts read it and other tools do
  /^shell\/text\//, // in both languages already
];

/** Calls whose arguments are for the log, for the code or for a program. */
const SILENT_CALLS =
  /(^|\.)#?(log|unanswered|exec|spawn|encode|from|write|includes|startsWith|endsWith|indexOf|has|split|replace|test|literal|enum)$/;
/** Properties whose texts are commands, or what a program writes. */
const SILENT_PROPERTIES = /^(command|output|install|begins|detail|debian|fedora|arch|suse)$/;
/** Texts that are for the shell or for a program, wherever they stand. */
const TECHNICAL =
  /^(sudo |exec |lxc |hostfwd_|lxc\.|#!|Paddock on |read and write$|in place$|with what is beneath$|suspend all$|(bytes|ms|steps|init|scsi|crash|churn|txt|log|documents|Paddock)$)/;
/** A single word as a person reads it, and not a name of the code’s. */
const WORD = /^[A-Z]?[a-z]+$/;

/** What is said even where it is one word: by the property, the call or the constant that it stands in. */
const SAYING_PROPERTIES =
  /^(message|cause|next|title|label|hint|reason|warning|text|why|step|because|doing|what|writing|comparing)$/;
const SAYING_CALLS = /(^|\.)#?(unable|report|unplug|observed)$/;
const SAYING_CONSTANTS = /(WORDS|KEPT)$/;

/** Every text in the sources below a folder that reads as words for a person. */
export function saidIn(folder: string): Said[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ts$/.test(file) && !/(\.spec|(^|\/)testing)\.ts$/.test(file))
    .filter((file) => !SILENT.some((silent) => silent.test(file)))
    .sort()
    .flatMap((file) => saidInFile(file, readFileSync(join(folder, file), 'utf8')));
}

/** The same of one file. */
export function saidInFile(file: string, source: string): Said[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const said: Said[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    const text = textOf(node);
    if (text !== undefined && isSaid(text, node)) {
      said.push({ text, file, line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return said;
}

/** A literal’s text, its parts by names; undefined where the node is none. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  const taken = new Map<string, number>();
  const parts = node.templateSpans.map(({ expression, literal }) => {
    const name = nameOf(expression);
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return `{${count === 1 ? name : `${name}${count}`}${hasWords(expression) ? '*' : ''}}${literal.text}`;
  });
  return node.head.text + parts.join('');
}

/** A name for what is filled in: the last word of `machine.definition.name`. */
function nameOf(expression: ts.Expression): string {
  const words = /^[\w.#?]*/.exec(expression.getText())?.[0].match(/\w+/g);
  return words?.at(-1) ?? 'part';
}

/** Whether words of Paddock’s own are among what is filled in. */
function hasWords(expression: ts.Node): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) return;
    const text = textOf(node);
    if (text !== undefined && /[a-z]{2}/.test(text) && !TECHNICAL.test(text) && !isCode(node)) found = true;
    ts.forEachChild(node, visit);
  };
  visit(expression);
  return found;
}

function isSaid(text: string, node: ts.Node): boolean {
  const fixed = text.replace(/\{\w+\*?\}/g, '{}');
  if (TECHNICAL.test(fixed) || TECHNICAL.test(text) || !/[a-z]{2}/.test(fixed.replace(/\{\}/g, '')))
    return false;
  const place = placeOf(node);
  if (place === 'silent') return false;
  return (
    (place === 'saying' && (/[^\w-]/.test(fixed) || WORD.test(fixed))) ||
    /[a-z’”}] [a-z“{(%]/i.test(fixed) ||
    /^[A-Z][^/]*[.…]$/.test(fixed)
  );
}

/** Whether the place where a literal stands says by itself that it is shown, or that it is not. */
function placeOf(literal: ts.Node): 'saying' | 'silent' | 'any' {
  if (isCode(literal)) return 'silent';
  for (let node = literal; node.parent; node = node.parent) {
    const { parent } = node;
    if (ts.isPropertyAssignment(parent)) {
      const name = parent.name.getText().replace(/^['"]|['"]$/g, '');
      if (SILENT_PROPERTIES.test(name)) return 'silent';
      if (SAYING_PROPERTIES.test(name)) return 'saying';
    }
    if (ts.isNewExpression(parent) && parent.expression.getText() === 'Error') {
      // What is no sentence is for developers: it reaches a person as evidence only.
      return ts.isStringLiteralLike(node) && /^[A-Z].*\.$/.test(node.text) ? 'saying' : 'silent';
    }
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
      const called = parent.expression.getText();
      if (node === parent.expression) return 'any';
      if (SILENT_CALLS.test(called)) return 'silent';
      return SAYING_CALLS.test(called) ? 'saying' : 'any';
    }
    if (ts.isVariableDeclaration(parent))
      return SAYING_CONSTANTS.test(parent.name.getText()) ? 'saying' : 'any';
    if (ts.isFunctionLike(parent)) return 'any';
  }
  return 'any';
}

/** Whether a literal is compared, or names a member: code, not words. */
function isCode(literal: ts.Node): boolean {
  const { parent } = literal;
  if (ts.isBinaryExpression(parent)) return /^[!=]==?$/.test(parent.operatorToken.getText());
  if (ts.isCaseClause(parent)) return parent.expression === literal;
  if (ts.isPropertyAssignment(parent)) return parent.name === literal;
  return ts.isElementAccessExpression(parent);
}
