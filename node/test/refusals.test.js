// The description of refused calls.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startServer } from 'ossmock';
import { ossClient, WORLD } from './support.js';

const server = await startServer({ world: WORLD });
after(() => server.stop());

test('a refusal is told beside many reads of what is not there', async () => {
  await assert.rejects(ossClient(server, 'acme/ci').put('a', Buffer.from('1')), { code: 'AccessDenied' });
  for (const key of ['b', 'c', 'd', 'e', 'f']) await assert.rejects(ossClient(server).head(key), { status: 404 });
  const told = await server.refusals();
  assert.match(
    told,
    /^ossmock refused 6 calls; the last 1 that are not for something missing:\n {2}#1 PUT \/logs\/a\n/,
  );
  assert.doesNotMatch(told, /HEAD/);
});

test('the last of many reads of what is not there are told where nothing else was refused', async () => {
  await server.reset();
  for (const key of ['b', 'c', 'd', 'e', 'f']) await assert.rejects(ossClient(server).head(key), { status: 404 });
  assert.match(await server.refusals(), /^ossmock refused 5 calls; the last 3:\n {2}#\d+ HEAD \/logs\/d\n/);
});
