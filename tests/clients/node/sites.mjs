// The checks of `ali-oss` alone: referer rules, and websites.

import assert from 'node:assert/strict';

/** The checks, with the functions of the script that makes clients. */
export function siteChecks({ connect, ok, made, signedUrl }) {
  /** Calls with a bucket of its own, which has an object. */
  async function within(style, version, kind, use) {
    const client = connect(style, version);
    const name = `${kind}-${made(style, version)}`;
    await ok(client.putBucket(name));
    client.useBucket(name);
    await ok(client.put('k', Buffer.from('hello')));
    try {
      await use(client, name);
    } finally {
      await client.deleteMulti(['k', 'index.html', 'error.html'], { quiet: true });
      await ok(client.deleteBucket(name), 204);
    }
  }

  return {
    'referer rules, and signed URLs': (style, version) =>
      within(style, version, 'hot', async (client, name) => {
        const rules = async () => {
          const { allowEmpty, referers } = await ok(client.getBucketReferer(name));
          return { allowEmpty, referers };
        };
        assert.deepEqual(await rules(), { allowEmpty: true, referers: null });
        await ok(client.putBucketReferer(name, false, ['https://*.shop.example']));
        assert.deepEqual(await rules(), { allowEmpty: false, referers: ['https://*.shop.example'] });
        const url = await signedUrl(style, version, client, {}, 'k');
        const ask = async headers => {
          const { agent, httpsAgent } = client;
          const { status, res } = await client.urllib.request(url, { agent, httpsAgent, headers });
          return [status, res.headers['x-oss-ec']];
        };
        assert.deepEqual(await ask({ Referer: 'https://www.shop.example/cats?page=2' }), [200, undefined]);
        assert.deepEqual(await ask({ Referer: 'https://evil.example/' }), [403, '0003-00000503']);
        assert.deepEqual(await ask({}), [403, '0003-00000501']);
        await ok(client.deleteBucketReferer(name));
        assert.deepEqual(await ask({ Referer: 'https://evil.example/' }), [200, undefined]);
      }),
    'a website, and its rules': (style, version) =>
      within(style, version, 'site', async (client, name) => {
        await assert.rejects(client.getBucketWebsite(name), { status: 404, code: 'NoSuchWebsiteConfiguration' });
        const rule = {
          RuleNumber: '1',
          Condition: { KeyPrefixEquals: 'to/', HttpErrorCodeReturnedEquals: '404' },
          Redirect: { RedirectType: 'Internal', ReplaceKeyWith: 'k' }
        };
        await ok(client.putBucketWebsite(name, { index: 'index.html', error: 'error.html', routingRules: [rule] }));
        const { index, error, routingRules } = await ok(client.getBucketWebsite(name));
        assert.deepEqual({ index, error, routingRules }, { index: 'index.html', error: 'error.html', routingRules: [rule] });
        const read = async key => (await ok(client.get(key))).content.toString();
        await ok(client.put('index.html', Buffer.from('welcome')));
        assert.equal(await read('dir/'), 'welcome');
        assert.equal(await read('to/x'), 'hello');
        await ok(client.deleteBucketWebsite(name), 204);
        await assert.rejects(client.get('dir/'), { status: 404, code: 'NoSuchKey' });
      })
  };
}
