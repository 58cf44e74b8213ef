// The checks of objects with `ali-oss`: by the account `store`, in buckets of its own.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { Blank, ENDPOINT, EXPECTED, PROTOCOL, REGION, account, damaging } from './harness.mjs';

const STORE = account('store');
const KIB = 1024;
const MIB = 1024 * KIB;
const TEXT = 'text/x-check; charset=utf-8';
const ENCRYPTION = {
  algorithm: 'x-oss-server-side-encryption',
  key: 'x-oss-server-side-encryption-key-id',
  data: 'x-oss-server-side-data-encryption'
};

/** The checks; `connect`, `ok`, `refused` and `made` are those of the script. */
export function objectChecks({ connect, ok, refused, made }) {
  /** A client of a bucket, and names below a prefix that no other check uses. */
  const place = ([style, version], bucket = 'objects') => {
    const client = connect(style, version, STORE);
    client.useBucket(bucket);
    const prefix = `${randomBytes(6).toString('hex')}/`;
    return { client, prefix, key: name => prefix + name };
  };

  const body = async (client, key, options) => (await ok(client.get(key, options))).content;
  const missing = (client, key) => refused('no key', () => client.get(key));
  const noise = length => randomBytes(length);

  const oddKeys = name => async (...at) => {
    if (name.includes('dots')) throw new Blank('its HTTP library resolves `.` and `..`');
    const { client } = place(at);
    const keys = EXPECTED.keys[name];
    for (const key of keys) {
      await ok(client.put(key, Buffer.from(key)));
      assert.equal((await body(client, key)).toString(), key);
      assert.equal((await ok(client.head(key))).res.headers['content-length'], String(Buffer.byteLength(key)));
    }
    // Its parser refuses references to control characters, in listings and in errors: it has to ask for another encoding.
    const encoded = name === 'keys of control characters';
    const { objects } = await ok(client.list({ 'max-keys': 1000, ...(encoded && { 'encoding-type': 'url' }) }));
    const listed = objects.map(object => (encoded ? decodeURIComponent(object.name) : object.name));
    assert.deepEqual(
      keys.filter(key => !listed.includes(key)),
      []
    );
    for (const key of keys) {
      await ok(client.delete(key), 204);
      await (encoded ? assert.rejects(client.head(key), { status: 404 }) : missing(client, key));
    }
  };

  const sameBody = (found, expected) => assert.ok(Buffer.compare(found, expected) === 0, 'another body came back');

  const inFolder = async use => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ossmock-'));
    try {
      await use(name => path.join(folder, name));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  /** Lists all pages: `list` gives one, and what the next begins with. */
  const inPages = async (client, key, list) => {
    const keys = ['a b', 'b+c', 'c%d', 'é', '日'].map(key);
    for (const name of keys) await ok(client.put(name, Buffer.from('x')));
    const found = [];
    let after = null;
    let pages = 0;
    do {
      const page = await list(after);
      found.push(...page.objects.map(object => object.name));
      after = page.isTruncated ? (page.nextMarker ?? page.nextContinuationToken) : null;
      pages += 1;
    } while (after);
    assert.deepEqual([found, pages], [keys, 3]);
  };

  const asHeaders = encryption =>
    Object.fromEntries(Object.entries(encryption).map(([name, value]) => [ENCRYPTION[name], value]));

  const encrypted = async ({ client, key }, expected, asked = {}) => {
    const headers = () => asHeaders(asked); // the client adds to those it is given
    await ok(client.put(key('put'), Buffer.from('hello'), { headers: headers() }));
    await ok(client.append(key('appended'), Buffer.from('hello'), { headers: headers() }));
    await ok(client.copy(key('copied'), key('put'), { headers: headers() }));
    const { uploadId } = await ok(client.initMultipartUpload(key('parts'), { headers: headers() }));
    const part = await ok(client.uploadPart(key('parts'), uploadId, 1, Buffer.from('hello'), 0, 5));
    await ok(client.completeMultipartUpload(key('parts'), uploadId, [{ number: 1, etag: part.etag }]));
    for (const name of ['put', 'appended', 'copied', 'parts']) {
      const found = await ok(client.get(key(name)));
      assert.equal(found.content.toString(), 'hello');
      for (const [field, header] of Object.entries(ENCRYPTION)) {
        assert.equal(found.res.headers[header], expected[field], `${header} of ${name}`);
      }
    }
  };

  const bodies = async (client, key, lengths) => {
    for (const length of lengths) {
      const sent = noise(length);
      await ok(client.put(key(String(length)), sent));
      sameBody(await body(client, key(String(length))), sent);
    }
  };

  const checks = {
    'bodies of 0 B to 1 MiB': async (...at) => {
      const { client, key } = place(at);
      await bodies(client, key, [0, 1, KIB, MIB]);
    },
    'a body of 64 MiB': async (...at) => {
      const { client, key } = place(at);
      await bodies(client, key, [64 * MIB]);
      await ok(client.delete(key(String(64 * MIB))), 204);
    },
    'a body of unknown length': async (...at) => {
      const { client, key } = place(at);
      const sent = noise(300 * KIB);
      await ok(client.putStream(key('streamed'), Readable.from([sent.subarray(0, 1000), sent.subarray(1000)])));
      sameBody(await body(client, key('streamed')), sent);
    },
    'metadata and content type': async (...at) => {
      const { client, key } = place(at);
      const meta = { colour: 'blue', 'a-note': 'with blanks, and: signs' };
      await ok(client.put(key('told'), Buffer.from('hello'), { meta, mime: TEXT }));
      const found = await ok(client.head(key('told')));
      assert.deepEqual(found.meta, meta);
      assert.equal(found.res.headers['content-type'], TEXT);
      assert.equal(found.res.headers['x-oss-object-type'], 'Normal');
    },
    'a text by gzip': async (...at) => {
      const { client, key } = place(at);
      const sent = Buffer.from('as it was, however it travels. '.repeat(200));
      await ok(client.put(key('text'), sent, { mime: 'text/plain' }));
      const found = await body(client, key('text'), { headers: { 'Accept-Encoding': 'gzip' } });
      sameBody(found[0] === 0x1f ? gunzipSync(found) : found, sent);
    },
    ranges: async (...at) => {
      const { client, key } = place(at);
      await ok(client.put(key('digits'), Buffer.from('0123456789')));
      const read = async (range, status) =>
        (await ok(client.get(key('digits'), { headers: { Range: `bytes=${range}` } }), status)).content.toString();
      assert.equal(await read('2-4', 206), '234');
      assert.equal(await read('7-', 206), '789');
      assert.equal(await read('-2', 206), '89');
      assert.equal(await read('0-0', 206), '0');
      // A range beyond the end is none, and all comes.
      assert.equal(await read('20-30', 200), '0123456789');
    },
    'conditional reads': async (...at) => {
      const { client, key } = place(at);
      const { res } = await ok(client.put(key('tagged'), Buffer.from('hello')));
      const read = headers => client.get(key('tagged'), { headers });
      assert.equal((await ok(read({ 'If-Match': res.headers.etag }))).content.toString(), 'hello');
      // Its message also names the condition.
      await assert.rejects(read({ 'If-Match': '"another"' }), { status: 412, code: 'PreconditionFailed' });
      await ok(read({ 'If-None-Match': res.headers.etag }), 304);
      assert.equal((await client.head(key('tagged'), { headers: { 'If-None-Match': res.headers.etag } })).status, 304);
    },
    'resumable upload': async (...at) => {
      const { client, key } = place(at);
      const sent = noise(200 * KIB + 1);
      await inFolder(async file => {
        writeFileSync(file('from'), sent);
        let checkpoint;
        const progress = (done, now) => {
          checkpoint = now && structuredClone(now);
          if (now?.doneParts.length === 1) client.cancel();
        };
        const options = { partSize: 100 * KIB, parallel: 1 };
        await assert.rejects(client.multipartUpload(key('resumed'), file('from'), { ...options, progress }), {
          name: 'cancel'
        });
        assert.equal(checkpoint.doneParts.length, 1);
        await ok(client.multipartUpload(key('resumed'), file('from'), { ...options, checkpoint }));
      });
      sameBody(await body(client, key('resumed')), sent);
    },
    'resumable download': () => {
      throw new Blank('the client resumes uploads only');
    },
    'parallel upload and download': async (...at) => {
      const { client, key } = place(at);
      const sent = noise(5 * MIB + 1);
      await inFolder(async file => {
        writeFileSync(file('from'), sent);
        const done = await ok(client.multipartUpload(key('parallel'), file('from'), { partSize: MIB, parallel: 4 }));
        assert.match(done.etag, /^"[0-9A-F]{32}-6"$/);
        // It downloads in one piece.
        await ok(client.get(key('parallel'), file('to')));
        sameBody(readFileSync(file('to')), sent);
      });
    },
    'parts, step by step': async (...at) => {
      const { client, key, prefix } = place(at);
      const name = key('in parts');
      const sent = [noise(100 * KIB), Buffer.from('the end')];
      const { uploadId } = await ok(client.initMultipartUpload(name, { mime: TEXT }));
      const parts = [];
      for (const [at, piece] of sent.entries()) {
        const { etag } = await ok(client.uploadPart(name, uploadId, at + 1, piece, 0, piece.length));
        parts.push({ number: at + 1, etag });
      }
      const first = await ok(client.listParts(name, uploadId, { 'max-parts': 1 }));
      const rest = await ok(client.listParts(name, uploadId, { 'part-number-marker': first.nextPartNumberMarker }));
      assert.deepEqual([first.parts.Size, rest.parts.Size], [String(100 * KIB), '7']);
      const uploads = async () => (await ok(client.listUploads({ prefix }))).uploads.map(upload => upload.uploadId);
      assert.deepEqual(await uploads(), [uploadId]);
      await ok(client.completeMultipartUpload(name, uploadId, parts));
      const found = await ok(client.get(name));
      sameBody(found.content, Buffer.concat(sent));
      assert.equal(found.res.headers['content-type'], TEXT);
      const other = (await ok(client.initMultipartUpload(name))).uploadId;
      await ok(client.abortMultipartUpload(name, other), 204);
      assert.deepEqual(await uploads(), []);
      await refused('no upload', () => client.listParts(name, other));
    },
    append: async (...at) => {
      const { client, key } = place(at);
      const first = await ok(client.append(key('growing'), Buffer.from('hello ')));
      const second = await ok(
        client.append(key('growing'), Buffer.from('world'), { position: first.nextAppendPosition })
      );
      assert.deepEqual([first.nextAppendPosition, second.nextAppendPosition], ['6', '11']);
      const found = await ok(client.get(key('growing')));
      assert.equal(found.content.toString(), 'hello world');
      assert.equal(found.res.headers['x-oss-object-type'], 'Appendable');
      await refused('position', () => client.append(key('growing'), Buffer.from('again'), { position: '3' }));
    },
    'copy on conditions': async (...at) => {
      const { client, key } = place(at);
      const [source, target] = [key('tagged'), key('target')];
      await ok(client.put(source, Buffer.from('hello')));
      const { etag } = (await ok(client.head(source))).res.headers;
      // It sends each condition as one of a PUT, too, which OSS does not look at beside the other.
      const on = headers => () => client.copy(target, source, { headers });
      await ok(on({ 'If-None-Match': etag })(), 304);
      await assert.rejects(on({ 'If-Match': '"another"' }), { status: 412, code: 'PreconditionFailed' });
      await missing(client, target);
      await ok(on({ 'If-Match': etag })());
      assert.equal((await body(client, target)).toString(), 'hello');
    },
    copy: async (...at) => {
      const { client, key } = place(at);
      const [source, target] = [key('quelle ü +%'), key('target')];
      await ok(client.put(source, Buffer.from('hello'), { meta: { colour: 'blue' }, mime: TEXT }));
      await ok(client.copy(target, source));
      const found = await ok(client.get(target));
      assert.deepEqual(
        [found.content.toString(), found.res.headers['x-oss-meta-colour'], found.res.headers['content-type']],
        ['hello', 'blue', TEXT]
      );
      await ok(client.copy(target, source, { meta: { colour: 'red' } }));
      assert.deepEqual((await ok(client.head(target))).meta, { colour: 'red' });
      await refused('no key', () => client.copy(target, key('none')));
    },
    'parts copied from an object': async (...at) => {
      const { client, key } = place(at);
      const [source, target, sent] = [key('quelle ü +%'), key('of parts'), noise(150 * KIB)];
      await ok(client.put(source, sent));
      const { uploadId } = await ok(client.initMultipartUpload(target));
      const from = sourceKey => ({ sourceKey, sourceBucketName: 'objects' });
      const ranges = [`0-${100 * KIB - 1}`, `${100 * KIB}-${150 * KIB - 1}`];
      const parts = [];
      for (const [at, range] of ranges.entries()) {
        const { etag, res } = await ok(client.uploadPartCopy(target, uploadId, at + 1, range, from(source)));
        assert.equal(res.headers['content-range'], `bytes ${range}/${150 * KIB}`);
        parts.push({ number: at + 1, etag });
      }
      await refused('no key', () => client.uploadPartCopy(target, uploadId, 3, ranges[0], from(key('none'))));
      await ok(client.completeMultipartUpload(target, uploadId, parts));
      sameBody(await body(client, target), sent);
      await ok(client.multipartUploadCopy(key('at once'), from(source), { partSize: 100 * KIB }));
      sameBody(await body(client, key('at once')), sent);
    },
    'a form with a signed policy': async (...at) => {
      const { client, key } = place(at);
      const [, version] = at;
      const now = new Date();
      const conditions = [{ bucket: 'objects' }, ['starts-with', '$key', key('')], ['content-length-range', 1, 10]];
      const policy = { expiration: new Date(now.getTime() + 60_000).toISOString(), conditions };
      const fields = { key: key('${filename}'), success_action_status: '201', 'x-oss-meta-colour': 'blue' };
      if (version === 'v4') {
        const day = now.toISOString().replaceAll(/[-:]|[.]\d+/g, '');
        Object.assign(fields, {
          'x-oss-signature-version': 'OSS4-HMAC-SHA256',
          'x-oss-credential': `${STORE.id}/${day.slice(0, 8)}/${REGION}/oss/aliyun_v4_request`,
          'x-oss-date': day
        });
        const signed = ['x-oss-signature-version', 'x-oss-credential', 'x-oss-date'];
        conditions.push(...signed.map(name => ({ [name]: fields[name] })));
        fields['x-oss-signature'] = client.signPostObjectPolicyV4(policy, now);
        fields.policy = Buffer.from(JSON.stringify(policy)).toString('base64');
      } else {
        const { OSSAccessKeyId, Signature, policy: encoded } = client.calculatePostSignature(policy);
        Object.assign(fields, { OSSAccessKeyId, Signature, policy: encoded });
      }
      const post = async (content, name) => {
        const form = new FormData();
        for (const [field, value] of Object.entries(fields)) form.append(field, value);
        form.append('file', new Blob([content], { type: 'text/plain' }), name);
        const answer = await fetch(`${ENDPOINT}/objects/`, { method: 'POST', body: form });
        return [answer.status, await answer.text()];
      };
      const [status, text] = await post('hello', 'a.txt');
      assert.equal(status, 201);
      assert.match(text, new RegExp(`<Key>${key('a.txt')}</Key>`));
      const found = await ok(client.get(key('a.txt')));
      assert.deepEqual(
        [found.content.toString(), found.res.headers['x-oss-meta-colour'], found.res.headers['content-type']],
        ['hello', 'blue', 'text/plain']
      );
      const [tooLarge, why] = await post('hello, world', 'b.txt');
      assert.equal(tooLarge, 400);
      assert.match(why, /<Code>EntityTooLarge<\/Code>/);
      fields.key = 'elsewhere';
      const [elsewhere, reason] = await post('hello', 'c.txt');
      assert.equal(elsewhere, 403);
      assert.match(reason, /Policy Condition failed: \[&quot;starts-with&quot;, &quot;\$key&quot;/);
      await missing(client, key('b.txt'));
    },
    'list in pages, V1': async (...at) => {
      const { client, key, prefix } = place(at);
      await inPages(client, key, marker => ok(client.list({ prefix, marker, 'max-keys': 2 })));
    },
    'list in pages, V2': async (...at) => {
      const { client, key, prefix } = place(at);
      await inPages(client, key, token =>
        ok(client.listV2({ prefix, 'continuation-token': token, 'max-keys': 2 }))
      );
    },
    'list after a key': async (...at) => {
      const { client, key, prefix } = place(at);
      for (const name of ['a', 'm', 'ü']) await ok(client.put(key(name), Buffer.from('x')));
      const { objects } = await ok(client.listV2({ prefix, 'start-after': key('m') }));
      assert.deepEqual(objects.map(object => object.name), [key('ü')]);
    },
    'list folders': async (...at) => {
      const { client, key, prefix } = place(at);
      for (const name of ['a', 'b/c', 'b/d', 'e/f']) await ok(client.put(key(name), Buffer.from('x')));
      for (const list of ['list', 'listV2']) {
        const { objects, prefixes } = await ok(client[list]({ prefix, delimiter: '/' }));
        assert.deepEqual([objects.map(object => object.name), prefixes], [[key('a')], [key('b/'), key('e/')]]);
      }
    },
    'delete many of control characters': async (...at) => {
      const { client, key, prefix } = place(at);
      const keys = ['a\x01b', 'a\x0bb', 'a\x0c\x1fb'].map(key);
      for (const name of keys) await ok(client.put(name, Buffer.from('x')));
      // Its parser refuses references to them, which an answer would have.
      await ok(client.deleteMulti(keys, { quiet: true }));
      assert.deepEqual((await ok(client.list({ prefix }))).objects, []);
    },
    'delete many': async (...at) => {
      const { client, key, prefix } = place(at);
      const keys = ['a b', 'b+c', 'c&<d>', '日', 'none'].map(key);
      for (const name of keys.slice(0, -1)) await ok(client.put(name, Buffer.from('x')));
      const { deleted } = await ok(client.deleteMulti(keys));
      assert.deepEqual(deleted.map(({ Key }) => Key).sort(), keys.sort());
      assert.deepEqual((await ok(client.list({ prefix }))).objects, []);
    },
    'presigned PUT and GET': async (style, version) => {
      if (style === 'vhost on an IP') throw new Blank('on an IP endpoint the URL does not name the bucket');
      const { client, key } = place([style, version]);
      const name = key('signed/a b+c%d ü');
      const headers = { 'Content-Type': TEXT };
      const url = method =>
        version === 'v4'
          ? client.signatureUrlV4(method, 60, { headers: method === 'PUT' ? headers : {} }, name)
          : client.signatureUrl(name, { method, expires: 60, ...(method === 'PUT' && headers) });
      const send = async (method, options) => {
        const at = { agent: client.agent, httpsAgent: client.httpsAgent };
        const answer = await client.urllib.request(await url(method), { method, ...at, ...options });
        assert.equal(answer.status, 200, answer.data.toString());
        return answer;
      };
      await send('PUT', { content: Buffer.from('hello'), headers });
      const found = await send('GET');
      assert.deepEqual([found.data.toString(), found.headers['content-type']], ['hello', TEXT]);
    },
    tags: async (...at) => {
      const { client, key } = place(at);
      await ok(client.put(key('tagged'), Buffer.from('x'), { headers: { 'x-oss-tagging': 'colour=blue' } }));
      const tags = async () => (await ok(client.getObjectTagging(key('tagged')))).tag;
      assert.deepEqual(await tags(), { colour: 'blue' });
      await ok(client.putObjectTagging(key('tagged'), { colour: 'blue', 'a b': 'c+d/e' }));
      assert.deepEqual(await tags(), { colour: 'blue', 'a b': 'c+d/e' });
      await ok(client.deleteObjectTagging(key('tagged')), 204);
      assert.deepEqual(await tags(), {});
    },
    'ACL of an object': async (...at) => {
      const { client, key } = place(at);
      await ok(client.put(key('guarded'), Buffer.from('x')));
      const acl = async () => (await ok(client.getACL(key('guarded')))).acl;
      assert.equal(await acl(), 'default');
      await ok(client.putACL(key('guarded'), 'private'));
      assert.equal(await acl(), 'private');
      await refused('public object ACL', () => client.putACL(key('guarded'), 'public-read'));
    },
    versions: async (...at) => {
      const { client, key } = place(at, 'versions');
      assert.equal((await ok(client.getBucketVersioning('versions'))).versionStatus, 'Enabled');
      const put = async text =>
        (await ok(client.put(key('kept'), Buffer.from(text)))).res.headers['x-oss-version-id'];
      const [first, second] = [await put('one'), await put('two')];
      for (const [versionId, text] of [[first, 'one'], [second, 'two'], [undefined, 'two']]) {
        assert.equal((await body(client, key('kept'), { versionId })).toString(), text);
      }
      const { res } = await ok(client.delete(key('kept')), 204);
      assert.equal(res.headers['x-oss-delete-marker'], 'true');
      await missing(client, key('kept'));
      for (const versionId of [res.headers['x-oss-version-id'], second]) {
        await ok(client.delete(key('kept'), { versionId }), 204);
      }
      assert.equal((await body(client, key('kept'))).toString(), 'one');
    },
    'list versions in pages': async (...at) => {
      const { client, key, prefix } = place(at, 'versions');
      const put = async text => (await ok(client.put(key('a b'), Buffer.from(text)))).res.headers['x-oss-version-id'];
      const [old, now] = [await put('one'), await put('two')];
      const marker = (await ok(client.delete(key('ü')), 204)).res.headers['x-oss-version-id'];
      const found = [];
      let after = {};
      do {
        const page = await ok(client.listObjectVersions({ prefix, maxKeys: 1, ...after }));
        for (const { name, versionId } of [...page.objects, ...page.deleteMarker]) found.push([name, versionId]);
        after = page.isTruncated && { keyMarker: page.nextKeyMarker, versionIdMarker: page.nextVersionIdMarker };
      } while (after);
      assert.deepEqual(found, [[key('a b'), now], [key('a b'), old], [key('ü'), marker]]);
    },
    'delete versions, many at once': async (...at) => {
      const { client, key, prefix } = place(at, 'versions');
      const stored = [];
      for (const name of ['a b', 'ü&'].map(key)) {
        for (const text of ['one', 'two']) {
          const { res } = await ok(client.put(name, Buffer.from(text)));
          stored.push({ key: name, versionId: res.headers['x-oss-version-id'] });
        }
      }
      const { deleted } = await ok(client.deleteMulti(stored));
      assert.deepEqual(deleted.map(({ VersionId }) => VersionId).sort(), stored.map(one => one.versionId).sort());
      const left = await ok(client.listObjectVersions({ prefix }));
      assert.deepEqual([left.objects, left.deleteMarker], [[], []]);
    },
    'copy of a version': async (...at) => {
      const { client, key } = place(at, 'versions');
      const { res } = await ok(client.put(key('a b'), Buffer.from('one')));
      await ok(client.put(key('a b'), Buffer.from('two')));
      await ok(client.copy(key('target'), key('a b'), { versionId: res.headers['x-oss-version-id'] }));
      assert.equal((await body(client, key('target'))).toString(), 'one');
    },
    'versioning on, suspended, on': async (...at) => {
      const { client } = place(at);
      const name = made(...at);
      await ok(client.putBucket(name));
      const found = [(await ok(client.getBucketVersioning(name))).versionStatus];
      for (const status of ['Enabled', 'Suspended']) {
        await ok(client.putBucketVersioning(name, status));
        found.push((await ok(client.getBucketVersioning(name))).versionStatus);
      }
      client.useBucket(name);
      found.push((await ok(client.put('key', Buffer.from('x')))).res.headers['x-oss-version-id']);
      await ok(client.delete('key', { versionId: 'null' }), 204);
      await ok(client.deleteBucket(name), 204);
      assert.deepEqual(found, [undefined, 'Enabled', 'Suspended', 'null']);
    },
    'uploads in pages': async (...at) => {
      const { client, key, prefix } = place(at);
      const begun = [];
      for (const name of ['a b', 'a b', 'ü'].map(key)) {
        begun.push([name, (await ok(client.initMultipartUpload(name))).uploadId]);
      }
      const found = [];
      let after = {};
      do {
        const page = await ok(client.listUploads({ prefix, 'max-uploads': 1, ...after }));
        found.push(...page.uploads.map(upload => [upload.name, upload.uploadId]));
        after = page.isTruncated && {
          'key-marker': page.nextKeyMarker,
          'upload-id-marker': page.nextUploadIdMarker
        };
      } while (after);
      assert.deepEqual(found, begun);
      for (const upload of begun) await ok(client.abortMultipartUpload(...upload), 204);
    },
    'what is there is not overwritten': async (...at) => {
      const { client, key } = place(at);
      for (const name of ['once', 'other']) await ok(client.put(key(name), Buffer.from(name)));
      const headers = () => ({ 'x-oss-forbid-overwrite': 'true' });
      await refused('already there', () => client.put(key('once'), Buffer.from('two'), { headers: headers() }));
      await refused('already there', () => client.copy(key('once'), key('other'), { headers: headers() }));
      const { uploadId } = await ok(client.initMultipartUpload(key('once')));
      const { etag } = await ok(client.uploadPart(key('once'), uploadId, 1, Buffer.from('two'), 0, 3));
      await refused('already there', () =>
        client.completeMultipartUpload(key('once'), uploadId, [{ number: 1, etag }], { headers: headers() })
      );
      assert.equal((await body(client, key('once'))).toString(), 'once');
    },
    'headers of the answer as asked for': async (...at) => {
      const { client, key } = place(at);
      await ok(client.put(key('typed'), Buffer.from('x'), { mime: 'text/plain' }));
      const type = async subres => (await ok(client.get(key('typed'), { subres }))).res.headers['content-type'];
      assert.equal(await type({ 'response-content-type': 'text/x-other' }), 'text/x-other');
      assert.equal(await type(), 'text/plain');
    },
    GetObjectMeta: async (...at) => {
      const { client, key } = place(at);
      const { res } = await ok(client.put(key('meta'), Buffer.from('hello')));
      const found = await ok(client.getObjectMeta(key('meta')));
      assert.equal(found.res.headers.etag, res.headers.etag);
      assert.equal(found.res.headers['content-length'], '5');
      await assert.rejects(client.getObjectMeta(key('none')), { status: 404, code: 'NoSuchKey' });
    },
    'AES256 by a header': async (...at) => {
      const asked = { algorithm: 'AES256' };
      await encrypted(place(at), asked, asked);
      await encrypted(place(at, 'ciphers'), asked, asked);
    },
    'KMS by headers': async (...at) => {
      const asked = { algorithm: 'KMS', key: 'key-of-the-store', data: 'SM4' };
      await encrypted(place(at), asked, asked);
    },
    'KMS by the rule of the bucket': async (...at) =>
      encrypted(place(at, 'ciphers'), { algorithm: 'KMS', key: 'key-of-the-store', data: 'SM4' }),
    'KMS key that is disabled': async (...at) => {
      const { client, key } = place(at);
      const headers = asHeaders({ algorithm: 'KMS', key: 'key-that-is-disabled' });
      await refused('disabled key', () => client.put(key('refused'), Buffer.from('hello'), { headers }));
      await missing(client, key('refused'));
    },
    'a damaged upload is noticed': async (style, version) => {
      if (PROTOCOL === 'https:') throw new Blank('nothing in between can damage what TLS carries');
      // It sends the MD5 of what it has in memory, and the server notices.
      await damaging(['what the body says', 'what the body savs'], async endpoint => {
        const client = connect('path', version, STORE, undefined, endpoint);
        client.useBucket('objects');
        await refused('damaged', () => client.put('damaged', Buffer.from('what the body says')));
      });
    },
    'a damaged download is noticed': () => {
      throw new Blank('the client checks no CRC');
    }
  };
  for (const name of Object.keys(EXPECTED.keys)) checks[name] = oddKeys(name);
  return checks;
}
