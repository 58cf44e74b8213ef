// The checks of `expected.json` with `ali-oss`.

import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';
import { gunzipSync } from 'node:zlib';
import { ACME, Blank, ENDPOINT, KEY, OWNER, PORT, PROTOCOL, RAM, REGION, STS } from './harness.mjs';
import { fails, load, lookup, requestId, run } from './harness.mjs';
import { objectChecks } from './objects.mjs';
import { siteChecks } from './sites.mjs';

const OSS = load('ali-oss');
console.warn = () => {}; // its advice to refresh STS tokens

const NO_DATA_ENCRYPTION = 'putBucketEncryption sends no KMSDataEncryption';

const agents = { agent: new http.Agent({ lookup }), httpsAgent: new https.Agent({ lookup }) };

/** A client in one style, with one signature version. */
function connect(style, version, { id, secret, token } = OWNER, region = REGION, endpoint = `${PROTOCOL}//localhost:${PORT}`) {
  const places = {
    // It leaves the bucket out of the URL and sends the host `<bucket>.oss-<region>.aliyuncs.com`.
    'vhost on an IP': { endpoint: ENDPOINT },
    vhost: { endpoint: `${PROTOCOL}//oss-${REGION}.localhost:${PORT}`, ...agents },
    path: { endpoint, sldEnable: true }
  };
  return new OSS({
    ...places[style],
    region: `oss-${region}`,
    accessKeyId: id,
    accessKeySecret: secret,
    stsToken: token,
    bucket: 'logs',
    authorizationV4: version === 'v4'
  });
}

/** The client's reading of an error. */
const view = error => {
  assert.equal(error.name, `${error.code}Error`);
  return [error.status, error.code, error.message, error.ecCode ?? null, error.requestId];
};
const refused = (name, call) => fails(name, view, call);
const wrongSecret = version => `wrong secret, ${version}`;
const stranger = { id: OWNER.id, secret: 'not-the-secret' };
const made = (style, version) => `made-${style.replaceAll(' ', '-').toLowerCase()}-${version}`;

async function ok(call, status = 200) {
  const answer = await call;
  assert.equal(answer.res.status, status);
  requestId(answer.res.headers['x-oss-request-id']);
  return answer;
}

/** Asks the control plane of the server. */
async function control(path, body) {
  const json = body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`${ENDPOINT}/_ossmock/${path}`, { method: 'POST', ...json });
  assert.ok(answer.ok, path);
  const text = await answer.text();
  return text ? JSON.parse(text) : undefined;
}

async function ruleIs(client, rule, bucket = 'logs') {
  const { encryption } = await ok(client.getBucketEncryption(bucket));
  assert.deepEqual({ ...encryption }, rule);
}

async function puts(client, sent, read = sent) {
  await ok(client.deleteBucketEncryption('logs'), 204);
  await ok(client.putBucketEncryption('logs', sent));
  await ruleIs(client, read);
}

async function infoIs(client, name, acl, storageClass, rule) {
  const { bucket } = await ok(client.getBucketInfo(name));
  assert.ok(!Number.isNaN(Date.parse(bucket.CreationDate)), bucket.CreationDate);
  assert.ok(bucket.ExtranetEndpoint);
  assert.deepEqual(
    {
      name: bucket.Name,
      location: bucket.Location,
      storageClass: bucket.StorageClass,
      redundancy: bucket.DataRedundancyType,
      owner: { ...bucket.Owner },
      acl: bucket.AccessControlList.Grant,
      intranet: bucket.IntranetEndpoint,
      rule: { ...bucket.ServerSideEncryptionRule }
    },
    {
      name,
      location: `oss-${REGION}`,
      storageClass,
      redundancy: 'LRS',
      owner: { DisplayName: ACME.name, ID: ACME.id },
      acl,
      intranet: `oss-${REGION}-internal.aliyuncs.com`,
      rule
    }
  );
}

/** The client has no method for it, but sends what it is told. */
async function putBlock(client, name, blocked) {
  const params = client._bucketRequestParams('PUT', name, 'publicAccessBlock');
  const value = `<BlockPublicAccess>${blocked}</BlockPublicAccess>`;
  Object.assign(params, { successStatuses: [200], mime: 'xml' });
  params.content = `<PublicAccessBlockConfiguration>${value}</PublicAccessBlockConfiguration>`;
  await ok(client.request(params));
}

const policyFor = (bucket, principal) => {
  const statement = { Effect: 'Allow', Principal: [principal], Action: ['oss:GetObject'] };
  return { Version: '1', Statement: [{ ...statement, Resource: [`acs:oss:*:*:${bucket}/*`] }] };
};

/** A signed URL of a subresource of the bucket, or of an object. */
async function signedUrl(style, version, client, queries, name = '') {
  if (version === 'v4') {
    if (style === 'vhost on an IP') throw new Blank('on an IP endpoint the URL does not name the bucket');
    return client.signatureUrlV4('GET', 60, { queries }, name);
  }
  if (style === 'vhost on an IP') {
    assert.throws(() => client.signatureUrl('key'), /can not get the object URL when endpoint is IP/);
    throw new Blank('signatureUrl refuses an IP endpoint');
  }
  return client.signatureUrl(name, { subResource: queries, expires: 60 });
}

/** Fetches a signed URL with the client's HTTP library, and reads it with the client's parsers. */
async function fetched(client, url) {
  assert.match(url, /signature=/i);
  const answer = await client.urllib.request(url, { agent: client.agent, httpsAgent: client.httpsAgent });
  if (answer.status !== 200) throw await client.requestError(answer);
  return { res: answer.res, data: await client.parseXML(answer.data) };
}

const signedRule = async (style, version, client) =>
  ok(fetched(client, await signedUrl(style, version, client, { encryption: version === 'v4' ? null : '' })));

async function listsBuckets(style, version) {
  if (style === 'vhost on an IP') {
    const call = () => connect(style, version).listBuckets();
    // A name that begins with a dot is none for TLS: there is no handshake.
    if (PROTOCOL === 'https:') await assert.rejects(call);
    else await refused('host with an empty label', call);
    throw new Blank('on an IP endpoint it sends the host `.oss-<region>.aliyuncs.com`');
  }
}

/** The origin that an upload of a page is answered with. */
async function allowedOrigin(client, origin) {
  const { res } = await ok(client.put('page', Buffer.from('hello'), { headers: { Origin: origin } }));
  return res.headers['access-control-allow-origin'];
}

/** Moves the clock of the server on by an hour, lets it do what is due then, and sets it right again. */
async function afterAnHour() {
  const orders = [['clock', '{"advance":"PT1H"}'], ['run-due', undefined], ['clock', '{"follow":"system"}']];
  for (const [path, body] of orders) {
    const headers = body ? { 'content-type': 'application/json' } : {};
    const answer = await fetch(`${process.env.OSS_ENDPOINT}/_ossmock/${path}`, { method: 'POST', headers, body });
    assert.equal(answer.status, 200);
  }
}

const checks = {
  'access logging': async (style, version) => {
    const client = connect(style, version);
    const name = made(style, version);
    await ok(client.putBucket(name));
    client.useBucket(name);
    assert.equal((await client.getBucketLogging(name)).enable, false);
    await ok(client.putBucketLogging(name, 'log/'));
    const { enable, prefix } = await client.getBucketLogging(name);
    assert.deepEqual([enable, prefix], [true, 'log/']);
    await ok(client.put('k', Buffer.from('hello')));
    await afterAnHour();
    const { objects } = await client.list({ prefix: 'log/' });
    assert.equal(objects.length, 1);
    const { content } = await client.get(objects[0].name);
    assert.ok(content.toString().includes(`"PutObject" "${name}" "k" 5 `), content.toString());
    for (let i = 0; i < 2; i += 1) await ok(client.deleteBucketLogging(name), 204);
    for (const key of ['k', objects[0].name]) await ok(client.delete(key), 204);
    await ok(client.deleteBucket(name), 204);
  },
  'CORS rules, and a page that they allow': async (style, version) => {
    const client = connect(style, version);
    const name = made(style, version);
    await ok(client.putBucket(name));
    client.useBucket(name);
    const page = 'https://www.shop.example';
    await assert.rejects(client.getBucketCORS(name), { status: 404, code: 'NoSuchCORSConfiguration' });
    assert.equal(await allowedOrigin(client, page), undefined);
    const rule = { allowedOrigin: 'https://*.shop.example', allowedMethod: ['PUT', 'GET'], exposeHeader: ['ETag'] };
    await ok(client.putBucketCORS(name, [{ ...rule, maxAgeSeconds: '600' }]));
    assert.deepEqual((await client.getBucketCORS(name)).rules, [{ ...rule, exposeHeader: 'ETag', maxAgeSeconds: '600' }]);
    assert.equal(await allowedOrigin(client, page), page);
    for (let i = 0; i < 2; i += 1) await ok(client.deleteBucketCORS(name), 204);
    assert.equal(await allowedOrigin(client, page), undefined);
    await ok(client.delete('page'), 204);
    await ok(client.deleteBucket(name), 204);
  },
  'tags, statistics and payer of a bucket': async (style, version) => {
    const client = connect(style, version);
    const name = made(style, version);
    await ok(client.putBucket(name));
    client.useBucket(name);
    assert.deepEqual((await client.getBucketTags(name)).tag, {});
    await ok(client.putBucketTags(name, { team: 'shop', stage: 'test' }));
    assert.deepEqual((await client.getBucketTags(name)).tag, { stage: 'test', team: 'shop' });
    await ok(client.deleteBucketTags(name), 204);
    assert.deepEqual((await client.getBucketTags(name)).tag, {});
    await ok(client.put('page', Buffer.from('hello')));
    const { stat } = await client.getBucketStat(name);
    assert.deepEqual([stat.Storage, stat.ObjectCount], ['5', '1']);
    assert.equal((await client.getBucketRequestPayment(name)).payer, 'BucketOwner');
    await ok(client.putBucketRequestPayment(name, 'Requester'));
    assert.equal((await client.getBucketRequestPayment(name)).payer, 'Requester');
    await ok(client.delete('page'), 204);
    await ok(client.deleteBucket(name), 204);
  },
  'lifecycle rules': async (style, version) => {
    const client = connect(style, version);
    const name = made(style, version);
    await ok(client.putBucket(name));
    client.useBucket(name);
    try {
      await refused('no lifecycle rules', () => client.getBucketLifecycle(name));
      const rules = [
        { id: 'tmp', prefix: 'tmp/', status: 'Enabled', expiration: { days: '1' } },
        { id: 'logs', prefix: 'logs/', status: 'Enabled', transition: { days: '1', storageClass: 'IA' } },
      ];
      await ok(client.putBucketLifecycle(name, rules));
      const found = (await client.getBucketLifecycle(name)).rules;
      assert.deepEqual(found.map(({ id, prefix, status }) => [id, prefix, status]), [['tmp', 'tmp/', 'Enabled'], ['logs', 'logs/', 'Enabled']]);
      await ok(client.put('tmp/a', Buffer.from('hello')));
      await ok(client.put('logs/a', Buffer.from('hello')));
      await control('clock', { advance: 'PT48H' });
      const { steps } = await control('run-due');
      const own = steps.filter((step) => step.bucket === name);
      assert.deepEqual(own.map((step) => [step.action, step.key]), [['Transitioned', 'logs/a'], ['Expired', 'tmp/a']]);
      await ok(client.delete('logs/a'), 204);
      for (let i = 0; i < 2; i += 1) await ok(client.deleteBucketLifecycle(name), 204);
      await refused('no lifecycle rules', () => client.getBucketLifecycle(name));
    } finally {
      await control('clock', { follow: 'system' });
      await ok(client.deleteBucket(name), 204);
    }
  },
  inventories: async (style, version) => {
    const client = connect(style, version);
    const name = made(style, version);
    await ok(client.putBucket(name));
    client.useBucket(name);
    await refused('no inventory', () => client.listBucketInventory(name));
    await ok(client.put('a b', Buffer.from('hello')));
    const inventory = (id, frequency) => ({
      id,
      isEnabled: true,
      OSSBucketDestination: {
        format: 'CSV',
        accountId: '1001',
        rolename: 'lister',
        bucket: name,
        encryption: { 'SSE-OSS': '' },
      },
      frequency,
      includedObjectVersions: 'Current',
      optionalFields: { field: ['Size', 'EncryptionStatus'] },
    });
    await ok(client.putBucketInventory(name, inventory('report', 'Once')));
    await refused('two inventories', () => client.putBucketInventory(name, inventory('report', 'Daily')));
    const { inventory: found } = await client.getBucketInventory(name, 'report');
    assert.deepEqual([found.id, found.frequency, found.OSSBucketDestination.rolename], ['report', 'Once', 'lister']);
    assert.deepEqual(found.optionalFields.field, ['Size', 'EncryptionStatus']);
    const { steps } = await control('run-due');
    assert.deepEqual(steps.map(({ action, rule }) => [action, rule]), [['InventoryWritten', 'report']]);
    const manifest = JSON.parse((await client.get(steps[0].key)).content);
    const list = await client.get(manifest.files[0].key);
    assert.equal(list.res.headers['x-oss-server-side-encryption'], 'AES256');
    assert.equal(gunzipSync(list.content).toString(), `"${name}","a%20b","5","False"\n`);
    for (let i = 0; i < 120; i += 1) await ok(client.putBucketInventory(name, inventory(`a${1000 + i}`, 'Daily')));
    const pages = [await client.listBucketInventory(name)];
    pages.push(await client.listBucketInventory(name, { continuationToken: pages[0].nextContinuationToken }));
    const shown = pages.map(({ isTruncated, inventoryList }) => [isTruncated, inventoryList.length]);
    assert.deepEqual(shown, [[true, 100], [false, 21]]);
    for (const { inventoryList } of pages) {
      for (const { id } of inventoryList) await ok(client.deleteBucketInventory(name, id), 204);
    }
    for (const { name: key } of (await client.listV2({})).objects) await ok(client.delete(key), 204);
    await ok(client.deleteBucket(name), 204);
  },
  'a retention policy': async (style, version) => {
    const client = connect(style, version);
    const name = made(style, version);
    await ok(client.putBucket(name));
    client.useBucket(name);
    await refused('no retention policy', () => client.getBucketWorm(name));
    const { wormId } = await client.initiateBucketWorm(name, '1');
    const found = await client.getBucketWorm(name);
    assert.deepEqual([found.wormId, found.state, found.days], [wormId, 'InProgress', '1']);
    await ok(client.put('kept', Buffer.from('first')));
    await refused('immutable', () => client.delete('kept'));
    await refused('immutable', () => client.put('kept', Buffer.from('second')));
    await ok(client.abortBucketWorm(name), 204);
    await ok(client.delete('kept'), 204);
    const locked = await client.initiateBucketWorm(name, '1');
    await refused('not locked yet', () => client.extendBucketWorm(name, locked.wormId, '2'));
    await ok(client.completeBucketWorm(name, locked.wormId));
    await ok(client.extendBucketWorm(name, locked.wormId, '2'));
    assert.equal((await client.getBucketWorm(name)).days, '2');
    // The client reads no error here: it resolves with the status.
    await ok(client.abortBucketWorm(name), 403);
    await ok(client.deleteBucket(name), 204);
  },
  'put AES256': (...at) => puts(connect(...at), { SSEAlgorithm: 'AES256' }),
  'put KMS': (...at) => puts(connect(...at), { SSEAlgorithm: 'KMS' }),
  'put KMS with a key': (...at) => puts(connect(...at), { SSEAlgorithm: 'KMS', KMSMasterKeyID: KEY }),
  'put KMS with a key and SM4': () => {
    throw new Blank(NO_DATA_ENCRYPTION);
  },
  'put KMS with an empty key': (...at) =>
    puts(connect(...at), { SSEAlgorithm: 'KMS', KMSMasterKeyID: '' }, { SSEAlgorithm: 'KMS' }),
  'put AES256 with SM4, which is dropped': () => {
    throw new Blank(NO_DATA_ENCRYPTION);
  },
  'put a rule over another': async (...at) => {
    const client = connect(...at);
    await puts(client, { SSEAlgorithm: 'KMS', KMSMasterKeyID: KEY });
    await ok(client.putBucketEncryption('logs', { SSEAlgorithm: 'AES256' }));
    await ruleIs(client, { SSEAlgorithm: 'AES256' });
    await ok(client.putBucketEncryption('logs', { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'key-2' }));
    await ruleIs(client, { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'key-2' });
  },
  'put the same rule twice': async (...at) => {
    const client = connect(...at);
    const rule = { SSEAlgorithm: 'KMS', KMSMasterKeyID: KEY };
    await puts(client, rule);
    await ok(client.putBucketEncryption('logs', rule));
    await ruleIs(client, rule);
  },
  'delete the rule': async (...at) => {
    const client = connect(...at);
    await puts(client, { SSEAlgorithm: 'AES256' });
    await ok(client.deleteBucketEncryption('logs'), 204);
    await refused('no rule', () => client.getBucketEncryption('logs'));
  },
  'delete the rule twice': async (...at) => {
    const client = connect(...at);
    await ok(client.deleteBucketEncryption('logs'), 204);
    await ok(client.deleteBucketEncryption('logs'), 204);
  },
  'get no rule': async (...at) => {
    const client = connect(...at);
    await client.deleteBucketEncryption('logs');
    await refused('no rule', () => client.getBucketEncryption('logs'));
  },
  'get the rule of the world file': (...at) =>
    ruleIs(
      connect(...at),
      { SSEAlgorithm: 'KMS', KMSMasterKeyID: 'key-of-the-world', KMSDataEncryption: 'SM4' },
      'sealed'
    ),
  'info with AES256': async (...at) => {
    const client = connect(...at);
    await puts(client, { SSEAlgorithm: 'AES256' });
    await infoIs(client, 'logs', 'private', 'Standard', { SSEAlgorithm: 'AES256' });
  },
  'info with KMS, a key and SM4': () => {
    throw new Blank(NO_DATA_ENCRYPTION);
  },
  'info with KMS without a key': async (...at) => {
    const client = connect(...at);
    await puts(client, { SSEAlgorithm: 'KMS' });
    await infoIs(client, 'logs', 'private', 'Standard', { SSEAlgorithm: 'KMS', KMSMasterKeyID: '' });
  },
  'info without a rule': async (...at) => {
    const client = connect(...at);
    await client.deleteBucketEncryption('logs');
    await infoIs(client, 'logs', 'private', 'Standard', { SSEAlgorithm: 'None' });
  },
  "info of the world file's bucket": (...at) =>
    infoIs(connect(...at), 'sealed', 'public-read', 'IA', {
      SSEAlgorithm: 'KMS',
      KMSMasterKeyID: 'key-of-the-world',
      KMSDataEncryption: 'SM4'
    }),
  'unknown algorithm': async (...at) => {
    const client = connect(...at);
    await puts(client, { SSEAlgorithm: 'AES256' });
    await refused('unknown algorithm', () => client.putBucketEncryption('logs', { SSEAlgorithm: 'AES512' }));
    await refused('unknown algorithm', () => client.putBucketEncryption('logs', { SSEAlgorithm: 'SM4' }));
    await ruleIs(client, { SSEAlgorithm: 'AES256' });
  },
  'AES256 with a key': async (...at) => {
    const client = connect(...at);
    await puts(client, { SSEAlgorithm: 'KMS' });
    await refused('AES256 with a key', () =>
      client.putBucketEncryption('logs', { SSEAlgorithm: 'AES256', KMSMasterKeyID: KEY })
    );
    await ruleIs(client, { SSEAlgorithm: 'KMS' });
  },
  'unknown data encryption': () => {
    throw new Blank(NO_DATA_ENCRYPTION);
  },
  'get the rule of no bucket': (...at) =>
    refused('no bucket', () => connect(...at).getBucketEncryption('no-such-bucket')),
  'put the rule of no bucket': async (...at) => {
    await refused('no bucket', () => connect(...at).putBucketEncryption('no-such-bucket', { SSEAlgorithm: 'AES256' }));
    await refused('no bucket', () => connect(...at).deleteBucketEncryption('no-such-bucket'));
  },
  'info of no bucket': (...at) => refused('no bucket', () => connect(...at).getBucketInfo('no-such-bucket')),
  'HEAD in no bucket': async (...at) => {
    const client = connect(...at);
    client.useBucket('no-such-bucket');
    // It takes every 404 without a body for a missing object.
    await assert.rejects(client.head('key'), error => {
      requestId(error.requestId);
      return error.status === 404 && error.code === 'NoSuchKey';
    });
  },
  'wrong secret': async (style, version) => {
    const owner = connect(style, version);
    await puts(owner, { SSEAlgorithm: 'AES256' });
    const client = connect(style, version, stranger);
    await refused(wrongSecret(version), () => client.getBucketEncryption('logs'));
    await refused(wrongSecret(version), () => client.putBucketEncryption('logs', { SSEAlgorithm: 'KMS' }));
    await ruleIs(owner, { SSEAlgorithm: 'AES256' });
  },
  'unknown AccessKey id': (...at) =>
    refused('unknown id', () =>
      connect(...at, { id: 'Nobody.Knows', secret: OWNER.secret }).getBucketEncryption('logs')
    ),
  'wrong region in the scope': async (style, version) => {
    if (version !== 'v4') throw new Blank('only V4 signs a region');
    if (style === 'vhost on an IP') throw new Blank('on an IP endpoint the host names the same region as the scope');
    await refused('wrong region', () =>
      connect(style, version, OWNER, 'cn-beijing').getBucketEncryption('logs')
    );
  },
  'RAM reader: allowed to read': async (...at) => {
    await puts(connect(...at), { SSEAlgorithm: 'KMS', KMSMasterKeyID: KEY });
    const reader = connect(...at, RAM.reader);
    await ruleIs(reader, { SSEAlgorithm: 'KMS', KMSMasterKeyID: KEY });
    assert.equal((await ok(reader.getBucketInfo('logs'))).bucket.Name, 'logs');
    assert.equal((await ok(reader.getBucketACL('logs'))).acl, 'private');
    assert.equal((await ok(reader.getBucketLocation('logs'))).location, `oss-${REGION}`);
  },
  'RAM reader: refused to put': async (...at) => {
    await puts(connect(...at), { SSEAlgorithm: 'AES256' });
    await refused('refused', () => connect(...at, RAM.reader).putBucketEncryption('logs', { SSEAlgorithm: 'KMS' }));
    await ruleIs(connect(...at), { SSEAlgorithm: 'AES256' });
  },
  'RAM reader: refused to delete': async (...at) => {
    await puts(connect(...at), { SSEAlgorithm: 'AES256' });
    await refused('refused', () => connect(...at, RAM.reader).deleteBucketEncryption('logs'));
    await ruleIs(connect(...at), { SSEAlgorithm: 'AES256' });
  },
  'RAM writer: allowed to write': async (...at) => {
    const writer = connect(...at, RAM.writer);
    await ok(writer.putBucketEncryption('logs', { SSEAlgorithm: 'KMS', KMSMasterKeyID: KEY }));
    await ruleIs(writer, { SSEAlgorithm: 'KMS', KMSMasterKeyID: KEY });
    await ok(writer.deleteBucketEncryption('logs'), 204);
  },
  'RAM writer: refused another bucket': async (...at) => {
    const writer = connect(...at, RAM.writer);
    await refused('refused', () => writer.putBucketEncryption('sealed', { SSEAlgorithm: 'AES256' }));
    await refused('refused', () => writer.getBucketInfo('logs'));
  },
  'RAM nobody: refused': async (...at) => {
    const nobody = connect(...at, RAM.nobody);
    await refused('refused', () => nobody.getBucketEncryption('logs'));
    await refused('refused', () => nobody.putBucketEncryption('logs', { SSEAlgorithm: 'AES256' }));
    await refused('refused', () => nobody.getBucketInfo('logs'));
  },
  'RAM reader: lists buckets': async (style, version) => {
    await listsBuckets(style, version);
    const { buckets } = await ok(connect(style, version, RAM.reader).listBuckets());
    assert.deepEqual(
      buckets.map(bucket => bucket.name),
      ['logs', 'sealed']
    );
  },
  'RAM nobody: lists no buckets': async (style, version) => {
    await listsBuckets(style, version);
    await refused('lists no buckets', () => connect(style, version, RAM.nobody).listBuckets());
  },
  'STS: allowed': async (...at) => {
    const session = connect(...at, STS);
    await puts(session, { SSEAlgorithm: 'KMS', KMSMasterKeyID: KEY });
    assert.equal((await ok(session.getBucketInfo('logs'))).bucket.Name, 'logs');
    await ok(session.deleteBucketEncryption('logs'), 204);
  },
  'STS: unknown token': (...at) =>
    refused('unknown token', () => connect(...at, { ...STS, token: 'another-token' }).getBucketEncryption('logs')),
  'create and delete a bucket': async (...at) => {
    const client = connect(...at);
    const name = made(...at);
    await ok(client.putBucket(name));
    await refused('no rule', () => client.getBucketEncryption(name));
    await ok(client.putBucket(name)); // again, by its owner
    await ok(client.deleteBucket(name), 204);
    await refused('no bucket', () => client.deleteBucket(name));
  },
  'create a bucket of a storage class and ACL': async (...at) => {
    const client = connect(...at);
    const name = made(...at);
    const kind = { storageClass: 'IA', dataRedundancyType: 'ZRS' };
    await ok(client.putBucket(name, kind));
    await putBlock(client, name, false); // or it could not become public
    await ok(client.putBucket(name, { acl: 'public-read', ...kind }));
    const { bucket } = await ok(client.getBucketInfo(name));
    await ok(client.deleteBucket(name), 204);
    assert.deepEqual(
      [bucket.AccessControlList.Grant, bucket.StorageClass, bucket.DataRedundancyType],
      ['public-read', 'IA', 'ZRS']
    );
  },
  'create a bucket with encryption headers': async (...at) => {
    const client = connect(...at);
    const name = made(...at);
    const headers = {
      'x-oss-server-side-encryption': 'KMS',
      'x-oss-server-side-encryption-key-id': KEY,
      'x-oss-server-side-data-encryption': 'SM4'
    };
    await ok(client.putBucket(name, { headers }));
    const { encryption } = await ok(client.getBucketEncryption(name));
    await ok(client.deleteBucket(name), 204);
    assert.deepEqual({ ...encryption }, { SSEAlgorithm: 'KMS', KMSMasterKeyID: KEY, KMSDataEncryption: 'SM4' });
  },
  'put and get the ACL': async (...at) => {
    const client = connect(...at);
    const name = made(...at);
    // On a missing bucket this creates it.
    await ok(client.putBucketACL(name, 'private'));
    await putBlock(client, name, false); // or it could not become public
    await ok(client.putBucketACL(name, 'public-read-write'));
    const first = await ok(client.getBucketACL(name));
    await ok(client.putBucketACL(name, 'private'));
    const second = await ok(client.getBucketACL(name));
    await ok(client.deleteBucket(name), 204);
    assert.deepEqual([first.acl, second.acl], ['public-read-write', 'private']);
    assert.deepEqual(first.owner, { id: ACME.id, displayName: ACME.name });
  },
  'unknown ACL': (...at) => refused('unknown ACL', () => connect(...at).putBucketACL('logs', 'public')),
  'block public access': async (...at) => {
    const client = connect(...at);
    const name = made(...at);
    await ok(client.putBucket(name));
    await refused('public ACL', () => client.putBucketACL(name, 'public-read'));
    await putBlock(client, name, false);
    await ok(client.putBucketACL(name, 'public-read'));
    await ok(client.deleteBucket(name), 204);
  },
  'block public access of the account': () => {
    throw new Blank('the client has no PutPublicAccessBlock');
  },
  'put, get and delete the policy': async (...at) => {
    const client = connect(...at);
    const name = made(...at);
    const policy = policyFor(name, '20001');
    await ok(client.putBucket(name));
    await ok(client.putBucketPolicy(name, policy));
    const found = await ok(client.getBucketPolicy(name));
    await ok(client.deleteBucketPolicy(name), 204);
    // It takes 404 for no policy, and does not look at the code.
    const none = await client.getBucketPolicy(name);
    await ok(client.deleteBucket(name), 204);
    assert.deepEqual(found.policy, policy);
    assert.deepEqual([none.status, none.policy], [404, null]);
  },
  'status of the policy': () => {
    throw new Blank('the client has no GetBucketPolicyStatus');
  },
  'wrong policies': async (...at) => {
    const client = connect(...at);
    const name = made(...at);
    await ok(client.putBucket(name));
    await refused('public policy', () => client.putBucketPolicy(name, policyFor(name, '*')));
    // It sends objects only.
    await assert.rejects(client.putBucketPolicy(name, 'policy'), /policy is not Object/);
    assert.equal((await client.getBucketPolicy(name)).policy, null);
    await ok(client.deleteBucket(name), 204);
  },
  location: async (...at) =>
    assert.equal((await ok(connect(...at).getBucketLocation('logs'))).location, `oss-${REGION}`),
  'list buckets': async (style, version) => {
    await listsBuckets(style, version);
    const client = connect(style, version);
    const { buckets, owner } = await ok(client.listBuckets());
    assert.deepEqual(owner, { id: ACME.id, displayName: ACME.name });
    assert.deepEqual(
      buckets.map(({ name, region, storageClass }) => [name, region, storageClass]),
      [
        ['logs', `oss-${REGION}`, 'Standard'],
        ['sealed', `oss-${REGION}`, 'IA']
      ]
    );
    const some = await ok(client.listBuckets({ prefix: 'se' }));
    assert.deepEqual(
      some.buckets.map(bucket => bucket.name),
      ['sealed']
    );
  },
  'presigned GET of the rule': async (style, version) => {
    const client = connect(style, version);
    await puts(client, { SSEAlgorithm: 'KMS', KMSMasterKeyID: KEY });
    const { data } = await signedRule(style, version, client);
    assert.deepEqual({ ...data.ApplyServerSideEncryptionByDefault }, { SSEAlgorithm: 'KMS', KMSMasterKeyID: KEY });
  },
  'presigned GET of the rule, wrong secret': async (style, version) => {
    const client = connect(style, version, stranger);
    const url = await signedUrl(style, version, client, { encryption: version === 'v4' ? null : '' });
    await refused(wrongSecret(version), () => fetched(client, url));
  },
  'presigned GET of the rule, STS': async (style, version) => {
    await puts(connect(style, version), { SSEAlgorithm: 'AES256' });
    const { data } = await signedRule(style, version, connect(style, version, STS));
    assert.deepEqual({ ...data.ApplyServerSideEncryptionByDefault }, { SSEAlgorithm: 'AES256' });
  },
  'presigned GET of an object': async (style, version) => {
    const client = connect(style, version);
    const url = await signedUrl(style, version, client, {}, 'a key/with a blank.txt');
    // There is no such object. That the answer is about it says that the signature was good.
    await assert.rejects(fetched(client, url), { code: 'NoSuchKey' });
  },
  'GET of an object': (...at) => refused('GET of an object', () => connect(...at).get('key')),
  'GET in no bucket': async (...at) => {
    const client = connect(...at);
    client.useBucket('no-such-bucket');
    await refused('no bucket', () => client.get('key'));
  },
  'list objects': async (...at) => {
    const { res, keyCount } = await connect(...at).listV2({});
    assert.deepEqual({ status: res.status, keyCount }, { status: 200, keyCount: 0 });
  }
};

await run({
  name: PROTOCOL === 'https:' ? 'ali-oss-tls' : 'ali-oss',
  version: load('ali-oss/package.json').version,
  styles: ['path', 'vhost', 'vhost on an IP'],
  versions: ['v1', 'v4'],
  checks: { ...checks, ...objectChecks({ connect, ok, refused, made }), ...siteChecks({ connect, ok, made, signedUrl }) }
});
