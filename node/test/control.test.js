// The client against the OpenAPI document of the control plane: each operation has its method, and each request and
// response is as the document says. A proxy between the client and a real server looks at both.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Client, ControlError, connect, startServer } from 'ossmock';
import { ossClient, WORLD } from './support.js';

const server = await startServer({ world: WORLD });
const { paths, components } = await server.openapi();

/** Each method of the client that sends requests, and the operations that it sends. */
const METHODS = {
  inspector: [['inspector'], (client) => client.inspector()],
  health: [['health'], (client) => client.health()],
  openapi: [['openapi'], (client) => client.openapi()],
  world: [
    ['getWorld', 'putWorld', 'getWorld', 'putWorld', 'putWorld', 'putWorld'],
    async (client) => {
      await client.world();
      await client.world(WORLD);
      await client.world((world) => {
        world.account[0].kms_key[0].state = 'Disabled';
      });
      await client.world('replaced.toml');
      await client.world(WORLD);
    },
  ],
  reset: [['reset', 'getWorld'], (client) => client.reset()],
  replicate: [['replicate'], (client) => client.replicate()],
  runDue: [['runDue'], (client) => client.runDue()],
  journal: [
    ['getJournal', 'getJournal'],
    async (client) => {
      await client.journal();
      const filter = { operation: 'GetBucketInfo', caller: 'acme', outcome: 'answered' };
      await client.journal({ ...filter, after: 0, limit: 10, wait: 0, first: 1 });
    },
  ],
  refusals: [['getJournal'], (client) => client.refusals()],
  clock: [['changeClock'], (client) => client.clock({ set: new Date('2026-11-23T16:05:59Z') })],
  advance: [
    ['changeClock', 'changeClock'],
    async (client) => {
      await client.advance(90.5);
      await client.advance('PT15M');
    },
  ],
  fault: [
    ['armFault', 'getFaults', 'endFaults'],
    async (client) => {
      const which = { operation: 'PutObject', bucket: 'logs', prefix: 'a', caller: 'acme', test_id: 't', first: 2 };
      const fault = await client.fault({ ...which, times: 1, seed: 7, effect: { error: 'ServiceUnavailable' } });
      assert.equal(await fault.hits(), 0);
      await fault.end();
    },
  ],
  faults: [['getFaults'], (client) => client.faults()],
  endFaults: [['endFaults'], (client) => client.endFaults()],
  clearJournal: [['clearJournal'], (client) => client.clearJournal()],
  overview: [['getOverview'], (client) => client.overview()],
  kms: [['getKms'], (client) => client.kms({ limit: 5 })],
  honesty: [['getHonesty'], (client) => client.honesty()],
};
const OTHERS = ['constructor', 'region', 'credentials', 'credentialsOf', 'ended'];

/** The problems of a value that a schema describes. */
function problems(schema, value, at = 'body') {
  const { $ref, ...own } = schema;
  if ($ref) return problems(components.schemas[$ref.split('/').at(-1)], value, at);
  if (own.enum && !own.enum.includes(value)) return [`${at}: ${value} is none of ${own.enum}`];
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const types = [own.type].flat().map((name) => (name === 'integer' ? 'number' : name));
  if (!types.includes(type)) return [`${at}: ${type} instead of ${types}`];
  if (type === 'array') return value.flatMap((item, n) => problems(own.items, item, `${at}[${n}]`));
  if (type !== 'object' || !own.properties) return [];
  const missing = (own.required ?? []).filter((name) => !(name in value)).map((name) => `${at}: no ${name}`);
  const wrong = Object.entries(value).flatMap(([name, inner]) => {
    if (own.properties[name]) return problems(own.properties[name], inner, `${at}.${name}`);
    return own.additionalProperties === false ? [`${at}: ${name} is not in the document`] : [];
  });
  return [...missing, ...wrong];
}

/** Compares a request and its response with the document; returns the operation. */
function check({ method, url, headers }, sent, response, received) {
  const { pathname, searchParams } = new URL(url, server.endpoint);
  const operation = paths[pathname]?.[method.toLowerCase()];
  assert.ok(operation, `${method} ${pathname} is not in the document`);
  const parameters = (operation.parameters ?? []).map(({ name }) => name);
  for (const name of searchParams.keys()) assert.ok(parameters.includes(name), `${name} is not in the document`);
  if (sent) {
    const content = operation.requestBody.content[headers['content-type']];
    assert.ok(content, `${headers['content-type']} is not in the document`);
    if (headers['content-type'] === 'application/json')
      assert.deepEqual(problems(content.schema, JSON.parse(sent)), []);
  }
  const { content = {} } =
    operation.responses[response.statusCode] ?? assert.fail(`${response.statusCode}: ${received}`);
  const json = content['application/json'];
  if (json) assert.deepEqual(problems(json.schema, JSON.parse(received)), []);
  return operation.operationId;
}

test('each operation has its method, and each request and response is as the document says', async (t) => {
  await writeFile('replaced.toml', 'account = [{ name = "acme" }]\n');
  let operations = [];
  let failure;
  const proxy = http.createServer(async (request, response) => {
    const sent = await text(request);
    const passed = http.request(server.endpoint + request.url, { method: request.method, headers: request.headers });
    passed.end(sent).on('response', async (answer) => {
      const received = await text(answer);
      try {
        operations.push(check(request, sent, answer, received));
      } catch (error) {
        failure ??= error;
      }
      response.writeHead(answer.statusCode, answer.headers).end(received);
    });
  });
  await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
  t.after(() => proxy.close());
  const client = new Client(`http://127.0.0.1:${proxy.address().port}`);
  await ossClient(server).getBucketInfo('logs');
  await ossClient(server, 'acme/ci')
    .getBucketInfo('logs')
    .catch(() => {});

  const seen = new Set();
  for (const [name, [expected, call]] of Object.entries(METHODS)) {
    operations = [];
    await call(client);
    if (failure) throw failure;
    assert.deepEqual(operations, expected, name);
    for (const operation of operations) seen.add(operation);
  }
  const all = Object.values(paths).flatMap(Object.values);
  assert.deepEqual([...seen].sort(), all.map(({ operationId }) => operationId).sort());
  assert.deepEqual([...Object.keys(METHODS), ...OTHERS].sort(), Object.getOwnPropertyNames(Client.prototype).sort());
});

test('wrong arguments are told with what to give', async () => {
  const rejects = (call, message) => assert.rejects(async () => call(), { message });
  await rejects(() => server.advance(-1), 'the clock cannot advance by -1 seconds: give a number that is 0 or more');
  await rejects(() => server.advance(NaN), /cannot advance by NaN seconds/);
  await rejects(() => server.advance('an hour'), /400 `advance` is an ISO 8601 duration .* such as `PT15M`/);
  await rejects(() => server.clock(), /400 the body is a JSON object/);
  await rejects(() => server.fault(), /400 the body is a JSON object/);
  await rejects(() => server.fault({ operation: 'PutObjct', effect: { error: 'x' } }), /400 .*PutObjct/);
  await rejects(() => server.journal('refused'), 'give an object of query parameters instead of `refused`');
  await rejects(() => server.journal({ outcom: 'refused' }), /there is no such parameter: there are `operation`, /);
  await rejects(() => server.world('nowhere.toml'), /no such file or directory, open 'nowhere.toml'/);
  await rejects(() => server.world({ acount: [] }), /400 unknown field `acount`, .* \(line 1, column 2 of the body\)/);
  await rejects(() => server.endFaults(99), /404 the control plane has armed no fault 99/);
  await rejects(
    () => server.credentialsOf('acme/nobody'),
    'the world has no caller `acme/nobody`: it has acme, acme/ci, acme/backup/nightly',
  );
  await assert.rejects(server.fault(), (error) => error instanceof ControlError && error.status === 400);
  const fault = await server.fault({ operation: 'PutObject', effect: { error: 'ServiceUnavailable' } });
  await server.reset();
  await rejects(() => fault.hits(), `fault ${fault.id} is not armed any more: it was ended, or the server was reset`);
});

test('credentials follow the world', async () => {
  await server.reset();
  assert.deepEqual(server.credentials, server.credentialsOf('acme'));
  assert.match(server.credentialsOf('acme/backup/nightly').stsToken, /./);
  await server.world({ account: [{ name: 'other', access_key_id: 'LTAIother', access_key_secret: 'secret' }] });
  assert.deepEqual(server.credentials, { accessKeyId: 'LTAIother', accessKeySecret: 'secret' });
  await server.world({ account: [] });
  assert.throws(() => server.credentials, /the world has no account/);
  await server.reset();
  assert.deepEqual(server.credentials, server.credentialsOf('acme'));
});

test('another process connects to a running server', async () => {
  const client = await connect(`${server.endpoint}/`);
  assert.deepEqual(client.credentials, server.credentials);
  assert.equal(client.region, 'cn-hangzhou');
  await assert.rejects(connect('http://127.0.0.1:1'), /GET \/_ossmock\/world: no response from http:\/\/127.0.0.1:1: /);
});
