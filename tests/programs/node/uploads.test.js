// Uploads of browsers through Express, `multer` and `multer-aliyun-oss` into a fake OSS.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { useOssmock } from 'ossmock/node-test';
import { app } from './app.js';

const mayWrite = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'oss:PutObject', Resource: '*' }] };
const oss = await useOssmock({
  world: {
    account: [
      {
        name: 'acme',
        id: '1001',
        bucket: [{ name: 'files' }],
        ram_user: [{ name: 'web', policies: [mayWrite] }, { name: 'guest' }],
      },
    ],
  },
});

/** The app with the credentials of a caller; returns its address. */
async function serve(caller) {
  const config = {
    endpoint: oss.endpoint.replace('127.0.0.1', 'localhost'),
    sldEnable: true,
    region: `oss-${oss.region}`,
    bucket: 'files',
    ...oss.credentialsOf(caller),
  };
  const server = app(config).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  after(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${server.address().port}/files`;
}
const [web, guest] = [await serve('acme/web'), await serve('acme/guest')];

/** Sends files as a browser does; returns the status and the JSON. */
async function upload(address, files) {
  const body = new FormData();
  for (const [name, content] of Object.entries(files)) body.append('files', new Blob([content]), name);
  const response = await fetch(address, { method: 'POST', body });
  return [response.status, await response.json()];
}

/** The stored objects, by their keys. */
async function stored() {
  const { account } = await oss.world();
  const bytes = (body = '') => (typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.base64, 'base64'));
  return Object.fromEntries((account[0].bucket[0].object ?? []).map(({ key, body }) => [key, bytes(body)]));
}

test('files are stored', async () => {
  const large = randomBytes(5_000_000);
  const [status, files] = await upload(web, { 'note.txt': 'hello', 'large.bin': large });
  assert.equal(status, 201);
  assert.deepEqual(
    files.map(({ path, filename, size }) => [path, filename, size]),
    [
      ['uploads', 'note.txt', 5],
      ['uploads', 'large.bin', large.length],
    ],
  );
  assert.deepEqual(await stored(), { 'uploads/large.bin': large, 'uploads/note.txt': Buffer.from('hello') });
});

test('an upload that is refused says why', async () => {
  assert.deepEqual(await upload(guest, { 'note.txt': 'hello' }), [403, { code: 'AccessDenied' }]);
  assert.match(
    await oss.refusals(),
    /missing: a policy with Allow oss:PutObject on acs:oss:\*:1001:files\/uploads\/note\.txt/,
  );
});

test('the app passes on that OSS is busy', async () => {
  await oss.fault({ operation: 'PutObject', first: 1, effect: { error: 'ServiceUnavailable' } });
  assert.deepEqual(await upload(web, { 'note.txt': 'hello' }), [503, { code: 'ServiceUnavailable' }]);
  assert.equal((await upload(web, { 'note.txt': 'hello' }))[0], 201);
});

test('an upload is stored, and its answer is lost', async () => {
  await oss.fault({ operation: 'PutObject', first: 1, effect: { answer_lost: {} } });
  assert.equal((await upload(web, { 'note.txt': 'hello' }))[0], 502);
  assert.deepEqual(Object.keys(await stored()), ['uploads/note.txt']);
});

// If one of several files fails, multer lets its storage remove the others. `multer-aliyun-oss` forgets their folder.
test('the storage removes another object than it has stored', async () => {
  await oss.fault({ operation: 'PutObject', key: 'uploads/second.txt', effect: { error: 'ServiceUnavailable' } });
  const [status] = await upload(web, { 'first.txt': '1', 'second.txt': '2' });
  assert.equal(status, 503);
  const removed = (await oss.journal({ operation: 'DeleteObject' })).records.map(({ key }) => key);
  assert.deepEqual(removed, ['first.txt']);
  assert.deepEqual(Object.keys(await stored()), ['uploads/first.txt']);
});
