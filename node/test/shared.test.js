// Tests that share a server: each has a world of its own.

import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { test } from 'node:test';
import { connect, startServer } from 'ossmock';
import { fixture, ossClient, run, WORLD } from './support.js';

const server = await startServer({ world: WORLD });
test.after(() => server.stop());

test('the world of a test begins as the server began, and is its own', async () => {
  const [one, two] = [await server.test('one'), await server.test('two')];
  assert.deepEqual(await server.tests(), ['one', 'two']);
  assert.equal(new Set([server, one, two].map((oss) => oss.credentials.accessKeyId)).size, 3);
  const busy = await one.fault({ operation: 'PutObject', effect: { error: 'ServiceUnavailable' } });
  await assert.rejects(ossClient(one).put('a', Buffer.from('1')), { status: 503 });
  await ossClient(two).put('a', Buffer.from('1'));
  assert.equal(await busy.hits(), 1);
  assert.deepEqual((await two.faults()).faults, []);
  assert.deepEqual((await server.journal()).records, []);
  const client = await connect(server.endpoint, { testId: 'two' });
  assert.deepEqual(client.credentials, two.credentials);
  assert.equal((await client.journal()).records.length, 1);
  await two.reset();
  assert.equal((await one.journal()).records.length, 1);
  await assert.rejects(one.test('three'), /tests are made without the header `x-ossmock-test-id`/);
  await assert.rejects(server.test('one'), /`id`: there is a test `one` already: end it first/);
  await Promise.all([one.end(), two.end()]);
  assert.deepEqual(await server.tests(), []);
  await assert.rejects(one.journal(), /404 there is no test `one`/);
});

test('a hundred tests in several files run at the same time on one server, and none sees another', async () => {
  const files = ['a', 'b', 'c', 'd'].map((name) => fixture(`shared.node.${name}.js`));
  for (const file of files) await copyFile(fixture('shared.node.js'), file);
  const { status, output } = await run(
    process.execPath,
    ['--test', '--test-concurrency=4', '--test-reporter=spec', ...files],
    { OSSMOCK_ENDPOINT: server.endpoint },
  );
  assert.equal(status, 0, output);
  assert.match(output, /pass 100\n/);
  assert.deepEqual([await server.tests(), (await server.journal()).records], [[], []]);
});

test('the end of the server is told for the world of a test as well', async () => {
  const ending = await startServer();
  const own = await ending.test('one');
  await ending.stop();
  await assert.rejects(own.journal(), /no response from http:\S+: it was stopped/);
});
