// The page of the package: its files are written to a folder and run, and what it says of the client is compared.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Client, Server } from 'ossmock';
import { run } from './support.js';

const page = await readFile('node_modules/ossmock/README.md', 'utf8');

/** Writes a file of the page, which begins with its name; returns its path. */
async function file(name) {
  const [, text] = page.split(`\`\`\`js\n// ${name}\n`);
  await mkdir('page', { recursive: true });
  await writeFile(`page/${name}`, text.slice(0, text.indexOf('```')));
  return `page/${name}`;
}

test('the first tests pass', async () => {
  const { status, output } = await run(process.execPath, ['--test', await file('oss.test.mjs')]);
  assert.equal(status, 0, output);
  assert.match(output, / pass 5\n/);
});

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
