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
  about: [['about'], async (client) => assert.equal((await client.about()).control_plane, 1)],
  world: [
    ['about', 'getWorld', 'putWorld', 'getWorld', 'putWorld', 'putWorld', 'putWorld'],
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
      const filter = {
        operation: 'GetBucketInfo',
        caller: 'acme',
        outcome: 'answered',
        refused: false,
        bucket: 'logs',
        key: 'a',
      };
      const more = { prefix: 'a', test_id: 't', status: 403, code: 'AccessDenied' };
      await client.journal({ ...filter, ...more, after: 0, limit: 10, wait: 0, first: 1 });
    },
  ],
  refusals: [['getJournal'], (client) => client.refusals()],
  clock: [
    ['changeClock', 'changeClock', 'changeClock'],
    async (client) => {
      assert.equal((await client.clock({ freeze: true })).frozen, true);
      assert.equal((await client.clock({ follow: 'system' })).frozen, false);
      await client.clock({ set: new Date('2026-11-23T16:05:59Z') });
    },
  ],
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
  objects: [
    ['getObjects', 'getObjects'],
    async (client) => {
      assert.deepEqual((await client.objects('logs')).next, null);
      await client.objects('logs', { prefix: 'a', after: 'a', after_version: 'null', limit: 1 });
    },
  ],
  accounts: [['getAccounts'], async (client) => assert.equal((await client.accounts())[0]?.name, 'acme')],
  clocks: [['getClock'], async (client) => assert.equal(typeof (await client.clocks()).frozen, 'boolean')],
  overview: [['getOverview'], (client) => client.overview()],
  kms: [['getKms'], (client) => client.kms({ limit: 5 })],
  honesty: [['getHonesty'], (client) => client.honesty()],
  setSettings: [
    ['setSettings', 'setSettings'],
    async (client) => {
      assert.deepEqual(await client.setSettings('logs', { encryption: { algorithm: 'AES256' } }), []);
      const [warning] = await client.setSettings('logs', { logging: { target: 'nowhere' } });
      assert.match(warning, /^the access log of bucket `logs`: there is no bucket `nowhere`/);
    },
  ],
  resetSetting: [['resetSetting'], (client) => client.resetSetting('logs', 'encryption')],
  attachPolicy: [
    ['attachPolicy'],
    (client) => client.attachPolicy({ of: 'acme/ci', kind: 'ram_user', policy: POLICY }),
  ],
  detachPolicies: [['detachPolicies'], (client) => client.detachPolicies({ of: 'acme/ci', kind: 'ram_user' })],
  setKeyState: [
    ['setKeyState', 'setKeyState'],
    async (client) => {
      await client.setKeyState({ account: 'acme', key: 'key-1', state: 'Disabled' });
      await client.setKeyState({ account: 'acme', key: 'key-1', state: 'Enabled' });
    },
  ],
  explain: [
    ['explain'],
    async (client) => {
      const question = { caller: 'acme/ci', action: 'oss:GetBucketAcl', resource: 'acs:oss:*:*:logs' };
      const request = { source_ip: '10.0.0.1', tls: true, vpc: 'vpc-1', time: '2026-11-23T16:05:59Z' };
      const answer = await client.explain({ ...question, ...request, headers: {}, parameters: {} });
      assert.equal(answer.allowed, false);
    },
  ],
  requiredPolicy: [['requiredPolicy'], async (client) => assert.equal(await client.requiredPolicy('acme/ci'), null)],
  expect: [
    ['expectCalls', 'getExpectations', 'getExpectations', 'endExpectations', 'expectCalls'],
    async (client) => {
      const call = {
        operation: 'PutObject',
        bucket: 'logs',
        prefix: 'a',
        caller: 'acme',
        test_id: 't',
        succeeds: true,
      };
      const upload = await client.expect({ call, times: 1, name: 'the upload' });
      assert.deepEqual([await upload.count(), await upload.met()], [0, false]);
      await upload.end();
      const order = [
        { operation: 'GetBucketAcl', status: 200 },
        { refused_with: 'KmsKeyDisabled', key: 'a' },
      ];
      await client.expect({ in_order: order, at_least: 0, at_most: 2 });
    },
  ],
  denyUnexpected: [['denyUnexpected'], (client) => client.denyUnexpected()],
  expectations: [['getExpectations'], (client) => client.expectations()],
  verify: [['verify'], (client) => client.verify()],
  endExpectations: [['endExpectations'], (client) => client.endExpectations()],
  snapshot: [['takeSnapshot'], (client) => client.snapshot('before')],
  snapshots: [['listSnapshots'], async (client) => assert.deepEqual(await client.snapshots(), ['before'])],
  diff: [
    ['setSettings', 'diffSnapshots', 'diffSnapshots'],
    async (client) => {
      await client.setSettings('logs', { acl: 'public-read' });
      assert.equal((await client.diff('before')).equal, false);
      assert.equal((await client.diff('before', 'before')).equal, true);
    },
  ],
  restore: [['restoreSnapshot', 'getWorld'], (client) => client.restore('before')],
  deleteSnapshot: [['deleteSnapshot'], (client) => client.deleteSnapshot('before')],
  test: [
    ['beginTest', 'getWorld', 'endTest'],
    async (client) => {
      const own = await client.test('uploads-7');
      await own.end();
    },
  ],
  tests: [['listTests'], async (client) => assert.deepEqual(await client.tests(), [])],
  endTest: [
    ['beginTest', 'getWorld', 'listTests', 'endTest'],
    async (client) => {
      await client.test('uploads-7');
      assert.deepEqual(await client.tests(), ['uploads-7']);
      await client.endTest('uploads-7');
    },
  ],
};
const POLICY = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'oss:GetBucketAcl', Resource: '*' }] };
const OTHERS = ['constructor', 'region', 'credentials', 'credentialsOf', 'ended'];

/** The problems of a value that a schema describes. */
function problems(schema, value, at = 'body') {
  const { $ref, anyOf, ...own } = schema;
  if (anyOf) {
    const all = anyOf.map((one) => problems(one, value, at));
    return all.find((found) => found.length === 0) ?? all[0];
  }
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
  const all = Object.values(paths)
    .flatMap(Object.values)
    .map(({ operationId }) => operationId);
  const probe = 'probe'; // for health checks that read no body
  assert.deepEqual([...seen, probe].sort(), all.sort());
  assert.deepEqual([...Object.keys(METHODS), ...OTHERS].sort(), Object.getOwnPropertyNames(Client.prototype).sort());
});

test('wrong arguments are told with what to give', async () => {
  await writeFile('wrong.toml', 'account = 1\n');
  const rejects = (call, message) => assert.rejects(async () => call(), { message });
  await rejects(() => server.advance(-1), 'the clock cannot advance by -1 seconds: give a number that is 0 or more');
  await rejects(() => server.advance(NaN), /cannot advance by NaN seconds/);
  await rejects(() => server.advance('an hour'), /400 `advance` is an ISO 8601 duration .* such as `PT15M`/);
  await rejects(() => server.clock(), /400 the body is a JSON object/);
  await rejects(() => server.fault(), /400 the body is a JSON object/);
  await rejects(() => server.fault({ operation: 'PutObjct', effect: { error: 'x' } }), /400 .*PutObjct/);
  await rejects(() => server.journal('refused'), 'give an object of query parameters instead of `refused`');
  await rejects(() => server.journal({ outcom: 'refused' }), /there is no parameter `outcom`: there are `operation`, /);
  await rejects(() => server.world('nowhere.toml'), /no such file or directory, open 'nowhere.toml'/);
  await rejects(() => server.world({ acount: [] }), /400 unknown field `acount`, .* \(near `{"acount":\[\]}`\)/);
  await rejects(() => server.endFaults(99), /404 the control plane has armed no fault 99/);
  await rejects(() => server.journal({ status: 99 }), /`status` is a number from 100 to 599/);
  await rejects(() => server.setSettings('nope', { acl: 'private' }), /`bucket`: there is no bucket `nope`/);
  await rejects(
    () => server.setSettings('logs', { color: 'red' }),
    /`color` is no setting of a bucket: there are `acl`, /,
  );
  await rejects(() => server.setSettings('logs', { acl: 'x' }), /`x` is not an ACL: there are `private`, /);
  await rejects(() => server.resetSetting('logs', 'color'), /`setting` is one of `acl`, /);
  await rejects(() => server.attachPolicy(), /400 /);
  await rejects(
    () => server.attachPolicy({ of: 'acme/ghost', policy: POLICY }),
    /no RAM user `acme\/ghost`: write it like/,
  );
  await rejects(() => server.attachPolicy({ of: 'acme/ci', policy: {} }), /missing field `Version`/);
  await rejects(() => server.detachPolicies('acme/ci'), /an object of query parameters instead of `acme\/ci`/);
  await rejects(
    () => server.detachPolicies({ of: 'acme/ci', kind: 'x' }),
    /`kind` is one of `ram_user`, `group`, `role`/,
  );
  await rejects(
    () => server.setKeyState({ account: 'acme', key: 'x', state: 'Enabled' }),
    /`key`: the account `acme` has no/,
  );
  await rejects(
    () => server.setKeyState({ account: 'acme', key: 'key-1', state: 'Off' }),
    /`state`: `Off` .*`Enabled`, /,
  );
  await rejects(() => server.explain({ caller: 'acme', action: 'oss:GetObject' }), /missing field `resource`/);
  await rejects(() => server.requiredPolicy('acme/ghost'), /`caller`: no caller is called `acme\/ghost`/);
  await rejects(() => server.expect({}), /give either `call` or `in_order`/);
  await rejects(() => server.expect({ call: { operation: 'PutObjct' } }), /`operation`: .*near ones are `PutObject`/);
  await rejects(
    () => server.expect({ call: {}, times: 'two' }),
    /`times` is a whole number from 0 up, and the string "two" was given \(near `{"call":{},"times":"two"}`\)/,
  );
  await rejects(() => server.world('wrong.toml'), /400 .*\(line 1, column 11\)/);
  await rejects(() => server.expect({ call: {}, times: 1, at_most: 1 }), /give `times`, or `at_least` and `at_most`/);
  await rejects(() => server.endExpectations(99), /404 the control plane has armed no expectation 99/);
  await rejects(() => server.snapshot(), /give the `name`/);
  await rejects(() => server.restore('nope'), /404 there is no snapshot `nope`/);
  await rejects(() => server.diff('nope'), /404 there is no snapshot `nope`/);
  await rejects(() => server.deleteSnapshot('nope'), /404 there is no snapshot `nope`/);
  await rejects(() => server.test(''), /`id` is 1 to 500 printable characters of ASCII/);
  await rejects(() => server.test(), /400 /);
  await rejects(() => server.endTest('nope'), /404 there is no test `nope`/);
  await rejects(
    () => server.credentialsOf('acme/nobody'),
    'the world has no caller `acme/nobody`: it has acme, acme/ci, acme/backup/nightly',
  );
  await assert.rejects(server.fault(), (error) => error instanceof ControlError && error.status === 400);
  const fault = await server.fault({ operation: 'PutObject', effect: { error: 'ServiceUnavailable' } });
  await server.reset();
  const expectation = await server.expect({ call: { operation: 'PutObject' } });
  await expectation.end();
  await rejects(
    () => expectation.count(),
    /expectation \d+ is not armed any more: it was ended, or the server was reset/,
  );
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
  await assert.rejects(connect('http://127.0.0.1:1'), /GET \/_ossmock\/about: no response from http:\/\/127.0.0.1:1: /);
});

test('another version of the control plane is told', async (t) => {
  let answer;
  const asked = [];
  const other = http.createServer(({ url }, response) => {
    asked.push(url);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise((listening) => other.listen(0, '127.0.0.1', listening));
  t.after(() => other.close());
  const endpoint = `http://127.0.0.1:${other.address().port}`;
  const message = (told) => `this package knows version 1 of the control plane, and that of ${endpoint} ${told}`;
  answer = { status: 200, body: { control_plane: 99, ossmock: '9.9.9' } };
  await assert.rejects(connect(endpoint), { message: message('is version 99: update this package') });
  answer = { status: 404, body: { problem: 'there is nothing here' } };
  await assert.rejects(connect(endpoint), { message: message('is an older one: update the command `ossmock`') });
  assert.deepEqual(asked, ['/_ossmock/about', '/_ossmock/about']);
});

test('a verification that fails is an assertion error with each failure', async () => {
  await server.reset();
  await server.expect({ call: { operation: 'PutObject' }, name: 'the upload' });
  await server.denyUnexpected();
  await ossClient(server).getBucketInfo('logs');
  await assert.rejects(server.verify(), ({ name, message }) => {
    assert.equal(name, 'AssertionError');
    assert.match(message, /the upload: PutObject\n {2}expected: at least once\n {2}found: {4}never/);
    assert.match(message, /unexpected calls are denied\n[^]*GetBucketInfo logs acme: 200/);
    return true;
  });
  await server.endExpectations();
  await server.verify();
});
