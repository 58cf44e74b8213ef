// Buckets from pages of other origins, in a real browser: what a page may send and read, with and without a CORS rule.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';

import { look, serve, servePage, startBrowser, stopBrowser, until, untilText, visit } from './harness.mjs';
import { formFields, OWNER, send, signedUrl } from './sign.mjs';

before(startBrowser);
after(stopBrowser);

const BUCKET = 'photos';
const MEOW = `"${createHash('md5').update('meow').digest('hex').toUpperCase()}"`;

/** Starts a server with an empty bucket, and a page of another origin. */
async function start(t) {
  const { endpoint } = await serve(t);
  const { origin, other } = await servePage(t);
  assert.equal((await send(endpoint, OWNER, 'PUT', BUCKET)).status, 200);
  return { endpoint, origin, other, page: await visit(origin) };
}

/** Sets the one rule of the bucket; each element has a list of values. */
async function setRule(endpoint, elements, { vary = false } = {}) {
  const leaves = Object.entries(elements).flatMap(([name, values]) => values.map((it) => `<${name}>${it}</${name}>`));
  const varies = vary ? '<ResponseVary>true</ResponseVary>' : '';
  const body = `<CORSConfiguration><CORSRule>${leaves.join('')}</CORSRule>${varies}</CORSConfiguration>`;
  const { status } = await send(endpoint, OWNER, 'PUT', BUCKET, { query: 'cors', body, type: 'application/xml' });
  assert.equal(status, 200);
}

/** What `fetch` in the page comes to: the status with what can be read of ETag and request id, or `failed`. */
function fetchIn(page, url, { method = 'GET', headers = {}, body, cache } = {}) {
  return page.evaluate(
    async ([url, init]) => {
      try {
        const response = await fetch(url, init);
        const { headers } = response;
        await response.text();
        return { status: response.status, etag: headers.get('etag'), id: headers.has('x-oss-request-id') };
      } catch (error) {
        return { failed: error.name };
      }
    },
    [url, { method, headers, body, cache }],
  );
}

/** The same for a form with a file. */
function postIn(page, url, fields) {
  return page.evaluate(
    async ([url, fields]) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', new Blob(['meow'], { type: 'text/plain' }), 'cat.txt');
      try {
        const response = await fetch(url, { method: 'POST', body: form });
        return { status: response.status, etag: response.headers.get('etag') };
      } catch (error) {
        return { failed: error.name };
      }
    },
    [url, fields],
  );
}

const FAILED = { failed: 'TypeError' };

/** The calls of the page, each as its method with the outcome of the rules. */
async function calls(endpoint, origin) {
  const response = await fetch(`${endpoint}/_ossmock/journal`);
  const { records } = await response.json();
  const ofPage = (record) => record.headers.some(({ name, value }) => name === 'origin' && value === origin);
  return records.filter(ofPage).map(({ method, cors }) => `${method} ${cors}`);
}

const exists = async (endpoint, key) => (await send(endpoint, OWNER, 'HEAD', BUCKET, { key })).status === 200;

test('a signed URL works outside the browser, and in a page only if a rule allows it', async (t) => {
  const { endpoint, origin, page } = await start(t);
  const headers = { 'content-type': 'image/png' };
  const put = { method: 'PUT', headers, body: 'meow' };
  const url = (key) => signedUrl(endpoint, OWNER, 'PUT', BUCKET, key, headers);

  assert.equal((await fetch(url('outside'), put)).status, 200);
  assert.deepEqual(await fetchIn(page, url('inside'), put), FAILED);
  assert.equal(await exists(endpoint, 'inside'), false);
  assert.deepEqual(await calls(endpoint, origin), [
    `OPTIONS CORS: the bucket has no rule, so none matches PUT from ${origin} with content-type`,
  ]);

  const rule = { AllowedOrigin: [origin], AllowedMethod: ['PUT'], AllowedHeader: ['content-type'] };
  await setRule(endpoint, rule);
  assert.deepEqual(await fetchIn(page, url('inside'), put), { status: 200, etag: null, id: false });
  assert.equal(await exists(endpoint, 'inside'), true);

  await setRule(endpoint, { ...rule, ExposeHeader: ['ETag', 'x-oss-request-id'] });
  assert.deepEqual(await fetchIn(page, url('inside'), put), { status: 200, etag: MEOW, id: true });
});

test('a form is stored without a rule, and its page reads the answer only with one', async (t) => {
  const { endpoint, origin, page } = await start(t);
  const post = (key) => postIn(page, `${endpoint}/${BUCKET}/`, formFields(OWNER, BUCKET, key));

  // A form needs no preflight.
  assert.deepEqual(await post('a'), FAILED);
  assert.equal(await exists(endpoint, 'a'), true);
  assert.deepEqual(await calls(endpoint, origin), [
    `POST CORS: the bucket has no rule, so none matches POST from ${origin}; the page cannot read this answer`,
  ]);

  await setRule(endpoint, { AllowedOrigin: ['*'], AllowedMethod: ['POST'] });
  assert.deepEqual(await post('b'), { status: 200, etag: null });
  await setRule(endpoint, { AllowedOrigin: ['*'], AllowedMethod: ['POST'], ExposeHeader: ['ETag'] });
  const { status, etag } = await post('b');
  assert.equal(status, 200);
  // That of a form is no MD5.
  assert.match(etag, /^"[0-9A-F]{32}"$/);
});

test('what the journal says is what the rule lacks', async (t) => {
  const { endpoint, origin, other, page } = await start(t);
  const headers = { 'x-oss-meta-a': '1' };
  const put = (key) =>
    fetchIn(page, signedUrl(endpoint, OWNER, 'PUT', BUCKET, key, headers), { method: 'PUT', headers });
  const rule = { AllowedOrigin: [origin], AllowedMethod: ['PUT'], AllowedHeader: ['x-oss-meta-*'] };
  for (const [missing, told] of [
    [
      { AllowedOrigin: [`${origin}/`] },
      `its AllowedOrigin ${origin}/ is not the Origin: it ends in \`/\`, and no Origin does`,
    ],
    [{ AllowedOrigin: [other] }, `its AllowedOrigin ${other} is not the Origin`],
    [{ AllowedMethod: ['GET', 'POST'] }, 'its AllowedMethod GET, POST lacks PUT'],
    [{ AllowedHeader: ['content-type'] }, 'its AllowedHeader content-type lacks x-oss-meta-a'],
  ]) {
    await setRule(endpoint, { ...rule, ...missing });
    assert.deepEqual(await put('a'), FAILED, told);
    assert.ok((await calls(endpoint, origin)).at(-1).endsWith(`rule 1 comes nearest, but ${told}`), told);
  }
  await setRule(endpoint, rule);
  assert.equal((await put('a')).status, 200);
});

test('a page reads errors, ranges and unchanged objects under a rule, and without one nothing', async (t) => {
  const { endpoint, origin, page } = await start(t);
  await send(endpoint, OWNER, 'PUT', BUCKET, { key: 'cat', body: 'meow', type: 'text/plain' });
  const read = async (key, more) => (await fetchIn(page, signedUrl(endpoint, OWNER, 'GET', BUCKET, key), more)).status;
  const unsigned = async () => (await fetchIn(page, `${endpoint}/${BUCKET}/cat`)).status;
  // A cached answer would hide the 304.
  const unchanged = { headers: { 'if-none-match': MEOW }, cache: 'no-store' };
  const all = async () => [
    await read('cat'),
    await read('dog'),
    await unsigned(),
    await read('cat', { headers: { range: 'bytes=0-1' } }),
    await read('cat', unchanged),
  ];
  assert.deepEqual(await all(), Array(5).fill(undefined));
  await setRule(endpoint, { AllowedOrigin: [origin], AllowedMethod: ['GET'], AllowedHeader: ['*'] });
  assert.deepEqual(await all(), [200, 404, 403, 206, 304]);
});

test('a preflight is kept as long as the rule says', async (t) => {
  const { endpoint, origin, page } = await start(t);
  const preflights = async (age) => {
    await setRule(endpoint, { AllowedOrigin: [origin], AllowedMethod: ['PUT'], MaxAgeSeconds: [age] });
    const before = (await calls(endpoint, origin)).length;
    const url = signedUrl(endpoint, OWNER, 'PUT', BUCKET, `age-${age}`);
    for (let i = 0; i < 3; i += 1) assert.equal((await fetchIn(page, url, { method: 'PUT' })).status, 200);
    return (await calls(endpoint, origin)).slice(before).filter((call) => call.startsWith('OPTIONS')).length;
  };
  assert.equal(await preflights(0), 3);
  assert.equal(await preflights(600), 1);
});

test('an answer that an image left in the cache fails a script, unless answers vary with the origin', async (t) => {
  const { endpoint, origin } = await start(t);
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';
  await send(endpoint, OWNER, 'PUT', BUCKET, {
    key: 'cat.svg',
    body: svg,
    type: 'image/svg+xml',
    headers: { 'cache-control': 'max-age=600' },
  });
  const readAfterImage = async (vary) => {
    await setRule(endpoint, { AllowedOrigin: [origin], AllowedMethod: ['GET'] }, { vary });
    const page = await visit(origin);
    const url = signedUrl(endpoint, OWNER, 'GET', BUCKET, 'cat.svg');
    await page.evaluate(async (url) => {
      const image = document.createElement('img');
      image.src = url;
      await image.decode();
    }, url);
    return fetchIn(page, url);
  };
  assert.deepEqual(await readAfterImage(false), FAILED);
  assert.equal((await readAfterImage(true)).status, 200);
});

test('the inspector shows what a rule lacks, and the rules of a bucket', async (t) => {
  const { endpoint, origin, page } = await start(t);
  await setRule(endpoint, { AllowedOrigin: [origin], AllowedMethod: ['GET'] });
  assert.deepEqual(await fetchIn(page, `${endpoint}/${BUCKET}/a`, { method: 'PUT' }), FAILED);
  const told = `CORS: no rule matches PUT from ${origin}; rule 1 comes nearest, but its AllowedMethod GET lacks PUT`;
  const call = await look(t, endpoint, { hash: '#call-3' });
  await untilText(call.locator('.detail .reason').last(), told);
  const buckets = await look(t, endpoint, { hash: '#buckets' });
  const cell = buckets.locator('#view-buckets tbody tr', { hasText: BUCKET }).locator('td').nth(6);
  await until('the rules are shown', async () => (await cell.count()) > 0);
  await untilText(cell, `CORS: GET from ${origin}`);
});
