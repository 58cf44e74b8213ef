// The types of the package, as a user's compiler sees them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixture, run } from './support.js';

const tsc = (name) =>
  run('npx', ['tsc', '--noEmit', '--strict', '--module', 'nodenext', '--types', 'node', fixture(name)]);

test('a program with the right types compiles, with all checks and those of the libraries', async () => {
  assert.deepEqual(await tsc('types.right.ts'), { status: 0, output: '' });
});

test('wrong names and types do not', async () => {
  const { output } = await tsc('types.wrong.ts');
  const lines = [...output.matchAll(/types\.wrong\.ts\((\d+),/g)].map(([, line]) => Number(line));
  assert.deepEqual(lines, [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], output);
});
