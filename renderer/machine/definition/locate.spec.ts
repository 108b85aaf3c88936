import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { locate } from './locate';

const doc = '{\n  "name": "web",\n  "config": { "disks": [{ "id": "a" }, { "id": "b" }] }\n}';
const state = EditorState.create({ doc, extensions: [json()] });
const at = (...path: (string | number)[]): string => {
  const { from, to } = locate(state, path);
  return doc.slice(from, to);
};

describe('the place of a value in a definition’s text', () => {
  it('is where it stands', () => {
    expect(at('name')).toBe('"web"');
    expect(at('config', 'disks', 1, 'id')).toBe('"b"');
  });
  it('is the first line of what it would be in, where it is not there', () => {
    expect(at('config', 'memory')).toBe('{ "disks": [{ "id": "a" }, { "id": "b" }] }');
    expect(at('config', 'disks', 7)).toBe('[{ "id": "a" }, { "id": "b" }]');
    expect(at()).toBe('{');
  });
});
