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
  const three = await one.test('three');
  assert.ok(three.testId === 'three' && (await one.tests()).includes('three'));
  await one.endTest('three');
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

test('useOssmock makes a world at OSSMOCK_ENDPOINT, with the token, and starts no server', async (t) => {
  const token = 'a-token-of-16-characters';
  const guarded = await startServer({ token });
  t.after(() => guarded.stop());
  const files = ['a', 'b'].map((name) => fixture(`worker.node.${name}.js`));
  for (const file of files) await copyFile(fixture('worker.node.js'), file);
  const args = ['--test', '--test-concurrency=2', '--test-reporter=spec', ...files];
  const shared = { OSSMOCK_ENDPOINT: guarded.endpoint, OSSMOCK_TOKEN: token };
  // There is no command to start.
  const { status, output } = await run(process.execPath, args, { ...shared, OSSMOCK: '/nowhere' });
  assert.equal(status, 0, output);
  assert.match(output, /pass 6\n/);
  assert.deepEqual([await guarded.tests(), (await guarded.journal()).records], [[], []]);
  const without = await run(process.execPath, args, { OSSMOCK_ENDPOINT: guarded.endpoint });
  assert.match(without.output, /the control plane wants its token/);
});

test('useOssmock in vitest makes a world at OSSMOCK_ENDPOINT as well', async () => {
  const { status, output } = await run('npx', ['vitest', 'run', 'worker.vitest'], {
    OSSMOCK_ENDPOINT: server.endpoint,
  });
  assert.equal(status, 0, output);
  assert.deepEqual(await server.tests(), []);
});

test('with OSSMOCK_ENDPOINT, mistakes are told', async () => {
  const use = async (endpoint, options) => {
    const program = `import { useOssmock } from 'ossmock/node-test'; await useOssmock(${options});`;
    const { output } = await run(process.execPath, ['--input-type=module', '--eval', program], {
      OSSMOCK_ENDPOINT: endpoint,
    });
    return output;
  };
  assert.match(
    await use('http://127.0.0.1:1', ''),
    /no response from .*: start `ossmock serve` there, or unset OSSMOCK_EN/,
  );
  assert.match(await use(server.endpoint, '{ maxBuckets: 3 }'), /option `maxBuckets` is for a server that is started/);
});

test('a world can begin as the server is now', async () => {
  await ossClient(server).put('a', Buffer.from('1'));
  const [now, start] = [await server.test('now', { from: 'now' }), await server.test('start')];
  const objects = async (oss) => (await oss.overview()).buckets[0].objects;
  assert.deepEqual([await objects(now), await objects(start)], [1, 0]);
  await Promise.all([now.end(), start.end(), server.reset()]);
});

test('the end of the server is told for the world of a test as well', async () => {
  const ending = await startServer();
  const own = await ending.test('one');
  await ending.stop();
  await assert.rejects(own.journal(), /no response from http:\S+: it was stopped/);
});
