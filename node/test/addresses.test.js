// Each way to point `ali-oss` at the server, with what happens: `docs/node.md` says it.

import assert from 'node:assert/strict';
import dns from 'node:dns/promises';
import https from 'node:https';
import { test } from 'node:test';
import { startServer } from 'ossmock';
import { fixture, ossClient, run, WORLD } from './support.js';

const oss = await startServer({ world: WORLD });
const byAddress = { endpoint: oss.endpoint, sldEnable: false };
const resolves = await dns.lookup('logs.localhost').then(
  () => true,
  () => false,
);

/** Writes and reads an object and the rule of the bucket. */
async function works(client) {
  await client.put('notes/today', Buffer.from('hello'));
  assert.equal(String((await client.get('notes/today')).content), 'hello');
  await client.putBucketEncryption('logs', { SSEAlgorithm: 'AES256' });
  assert.equal((await client.getBucketEncryption('logs')).encryption.SSEAlgorithm, 'AES256');
}

/** The URLs that the client signs, as the server answers them. */
async function urls(client) {
  const signed = [await client.signatureUrlV4('GET', 60, {}, 'notes/today'), client.signatureUrl('notes/today')];
  return Promise.all(signed.map(async (url) => (await fetch(url)).status));
}

for (const authorizationV4 of [true, false]) {
  const version = authorizationV4 ? 'V4' : 'V1';

  test(`localhost with sldEnable, ${version}: everything works`, async () => {
    const client = ossClient(oss, 'acme', { authorizationV4 });
    await works(client);
    assert.deepEqual(
      (await client.listBuckets()).buckets.map(({ name }) => name),
      ['logs'],
    );
    assert.deepEqual(await urls(client), [200, 200]);
  });

  test(`the IP address without sldEnable, ${version}: objects and buckets work, lists of buckets and URLs do not`, async () => {
    const client = ossClient(oss, 'acme', { ...byAddress, authorizationV4 });
    await works(client);
    await assert.rejects(client.listBuckets(), { status: 501, code: 'NotEmulated' });
    assert.throws(() => client.signatureUrl('notes/today'), /can not get the object URL when endpoint is IP/);
    const url = await client.signatureUrlV4('GET', 60, {}, 'notes/today');
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/notes\/today\?/); // without the bucket
    assert.equal((await fetch(url)).status, 404);
  });

  test(`the IP address with sldEnable, ${version}: no signature matches`, async () => {
    const client = ossClient(oss, 'acme', { endpoint: oss.endpoint, authorizationV4 });
    await assert.rejects(works(client), { status: 403, code: 'SignatureDoesNotMatch' });
    assert.match(await oss.refusals(), /the client signed the resource without the bucket/);
  });

  for (const host of ['localhost', 'oss-cn-hangzhou.localhost']) {
    test(`${host} without sldEnable, ${version}: the name does not resolve`, { skip: resolves }, async () => {
      const endpoint = oss.endpoint.replace('127.0.0.1', host);
      const client = ossClient(oss, 'acme', { endpoint, sldEnable: false, authorizationV4 });
      await assert.rejects(works(client), { message: new RegExp(`getaddrinfo ENOTFOUND logs\\.${host}`) });
    });
  }
}

test('without a response, errors of ali-oss have the status -1', async () => {
  for (const effect of [{ close: {} }, { answer_lost: {} }]) {
    const fault = await oss.fault({ operation: 'PutObject', effect });
    await assert.rejects(ossClient(oss).put('note', Buffer.from('hello')), { status: -1 });
    await fault.end();
  }
});

test('HTTPS: an agent that trusts the authority of the server', async (t) => {
  const secure = await startServer({ world: WORLD, tls: true });
  t.after(() => secure.stop());
  await works(ossClient(secure, 'acme', { httpsAgent: new https.Agent({ ca: secure.ca }) }));
  await assert.rejects(works(ossClient(secure)), /certificate/);
});

const PRELOAD = ['--import', 'ossmock/localhost'];

for (const runner of [[], ['--test']]) {
  test(['ossmock/localhost: names under localhost resolve', ...runner].join(' '), async () => {
    const { status, output } = await run(process.execPath, [...PRELOAD, ...runner, fixture('names.js')]);
    assert.equal(status, 0, output);
  });
}

test('ossmock/localhost: names under localhost resolve in vitest', async () => {
  const { status, output } = await run('npx', ['vitest', 'run', 'names.vitest'], { NODE_OPTIONS: PRELOAD.join(' ') });
  assert.equal(status, 0, output);
});

test('the client and ali-oss use no proxy of the environment, and fetch none with NO_PROXY', async () => {
  const proxy = 'http://127.0.0.1:1';
  const proxies = {
    http_proxy: proxy,
    https_proxy: proxy,
    all_proxy: proxy,
    HTTP_PROXY: proxy,
    NODE_USE_ENV_PROXY: '1',
  };
  for (const more of [{}, { NO_PROXY: 'localhost,127.0.0.1' }]) {
    const { status, output } = await run(process.execPath, [fixture('calls.js')], { ...proxies, ...more });
    assert.equal(status, 0, output);
  }
});
