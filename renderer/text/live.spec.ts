import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';
import { expect, it } from 'vitest';

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/**
 * Whether evaluating this asks for a text at once: not later, in a function, nor again and again, in a rune. What a list is
 * mapped by is called at once.
 */
function asksOnce(node: Node, isMapping = false): boolean {
  if (/Function/.test(node.type) && !isMapping) return false;
  const { callee } = node;
  if (isNode(callee)) {
    if (['t', 'told', 'failureWords'].includes(String(callee['name']))) return true;
    const { object } = callee; // of $derived.by
    if ((isNode(object) ? object : callee)['name'] === '$derived') return false;
  }
  const maps = isNode(callee) && callee.type === 'MemberExpression';
  return Object.values(node).some((part) =>
    Array.isArray(part)
      ? part.some((one) => isNode(one) && asksOnce(one, maps))
      : isNode(part) && asksOnce(part),
  );
}

it('no component keeps a text that it asked for once: the language may change', { timeout: 30_000 }, () => {
  const folder = join(import.meta.dirname, '..');
  const kept = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.svelte(\.ts)?$/.test(file) || (/\.ts$/.test(file) && !/spec\.ts$/.test(file)))
    .filter((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const source = file.endsWith('.svelte') ? text : `<script lang="ts">\n${text}\n</script>`;
      const { instance, module } = parse(source, { modern: true, filename: file });
      const statements = [instance, module].flatMap((script) => script?.content.body ?? []);
      return statements.some(
        (one) =>
          (one.type === 'VariableDeclaration' || one.type === 'ExportNamedDeclaration') &&
          asksOnce(one as unknown as Node),
      );
    });
  expect(kept).toEqual([]);
});
