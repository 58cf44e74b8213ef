// The page of the package: its files are written to a folder and run, and what it says of the client is compared.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Client, Server } from 'ossmock';
import { run } from './support.js';

const page = await readFile('node_modules/ossmock/README.md', 'utf8');

/** The blocks of JavaScript of the page. */
const blocks = [...page.matchAll(/^```js\n([^]*?)^```$/gm)].map(([, block]) => block);

/** Writes a file of the page: a block begins with its name, and blocks that begin with `test` go on with it. */
async function file(name) {
  const first = blocks.findIndex((block) => block.startsWith(`// ${name}\n`));
  const next = blocks.findIndex((block, n) => n > first && !block.startsWith('test('));
  await mkdir('page', { recursive: true });
  await writeFile(`page/${name}`, blocks.slice(first, next === -1 ? undefined : next).join('\n'));
  return `page/${name}`;
}

test('the first tests pass', async () => {
  const { status, output } = await run(process.execPath, ['--test', await file('oss.test.mjs')]);
  assert.equal(status, 0, output);
  assert.match(output, / pass 5\n/);
});

for (const [name, tests] of [
  ['recipes.test.mjs', 14],
  ['together.test.mjs', 3],
]) {
  test(`the tests of ${name} pass`, async () => {
    const { status, output } = await run(process.execPath, ['--test', '--test-reporter=spec', await file(name)]);
    assert.equal(status, 0, output);
    assert.match(output, new RegExp(` pass ${tests}\n`));
  });
}

test('the test with vitest passes', async () => {
  const { status, output } = await run('npx', ['vitest', 'run', await file('oss.spec.mjs')]);
  assert.equal(status, 0, output);
  assert.match(output, /Tests +1 passed/);
});

test('the program without a runner prints the refused call', async () => {
  const { status, output } = await run(process.execPath, [await file('plain.mjs')]);
  assert.equal(status, 0, output);
  assert.match(output, /^ossmock refused a call:\n {2}#1 GET \/logs\/\?acl\n/);
});

test('CommonJS loads the package', async () => {
  await writeFile('loads.cjs', "import('ossmock').then(async ({ startServer }) => (await startServer()).stop());\n");
  assert.deepEqual(await run(process.execPath, ['loads.cjs']), { status: 0, output: '' });
});

test('the page names every member of the server, and no others', async () => {
  const [, table] = page.split('| member | is or does |');
  const rows = table.slice(0, table.indexOf('\n\n')).split('\n').slice(2);
  const named = rows.flatMap((row) => [...row.split('|')[1].matchAll(/`(\w+)/g)].map(([, name]) => name));
  const members = [Client, Server].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype));
  const own = Object.keys(new Client('http://127.0.0.1:1'));
  const known = new Set([...members, ...own].filter((name) => name !== 'constructor'));
  assert.deepEqual([...new Set(named)].sort(), [...known].sort());
});
