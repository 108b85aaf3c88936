import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { layers } from './tools/lint/layers.mjs';

export default ts.config(
  { ignores: ['out/', 'dist/', 'node_modules/', '.cache/'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: globals.node } },
  {
    files: ['renderer/**'],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: { 'prefer-const': 'off', 'svelte/prefer-const': 'error' }, // runes are declared with let
  },
  {
    files: ['tools/setup/default-app/**'], // what an Electron without a default app loads: CommonJS
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    plugins: { paddock: { rules: { layers } } },
    rules: {
      'paddock/layers': 'error',
      'no-undef': 'off', // TypeScript knows better
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      'no-restricted-properties': [
        'error',
        {
          object: 'child_process',
          property: 'exec',
          message: 'No string reaches a shell: use execFile or spawn.',
        },
        {
          object: 'child_process',
          property: 'execSync',
          message: 'No string reaches a shell: use execFile or spawn.',
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'node:child_process',
              importNames: ['exec', 'execSync'],
              message: 'No string reaches a shell: use execFile or spawn.',
            },
          ],
        },
      ],
    },
  },
);
