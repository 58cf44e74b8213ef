// The inspector in a real browser: what it shows, how one gets about in it, and what it withstands.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  assertFits,
  assertLegible,
  focused,
  look,
  order,
  rows,
  serve,
  startBrowser,
  stopBrowser,
  until,
  untilRows,
  untilText,
} from './harness.mjs';
import { CI, MISTAKEN_SESSION, OWNER, post, send, SESSION } from './sign.mjs';
import { CALLS, HOSTILE, traffic } from './traffic.mjs';

before(startBrowser);
after(stopBrowser);

test('calls arrive as they come, the newest on top', async (t) => {
  const { endpoint } = await serve(t);
  const page = await look(t, endpoint);
  await untilText(page.locator('#connection'), 'live');
  await untilText(page.locator('#calls-empty h2'), 'No call has arrived yet');
  await untilText(page.locator('#calls-empty code').first(), `export OSS_ENDPOINT=${endpoint}`);

  await send(endpoint, OWNER, 'GET', 'logs', { query: 'encryption' });
  await untilRows(page, 1);
  await untilText(page.locator('#announce'), 'GetBucketEncryption 200');
  await send(endpoint, null, 'GET', 'logs', { query: 'encryption' });
  await untilRows(page, 2);
  const [newest, older] = await rows(page);
  assert.deepEqual([newest.number, newest.caller, newest.answer], ['2', 'anonymous', '403 AccessDenied']);
  assert.deepEqual([older.number, older.what, older.answer], ['1', 'logs', '200']);
  await untilText(page.locator('#count'), '2 calls');

  // An emptied journal is one for the page as well.
  await order(endpoint, 'DELETE', 'journal');
  await untilText(page.locator('#calls-empty h2'), 'No call has arrived yet');
  await send(endpoint, null, 'GET', 'logs', { query: 'encryption' });
  await untilRows(page, 1);
  assert.equal((await rows(page))[0].number, '3');
});

test('each filter shows what it says, and all of them what passes each', async (t) => {
  const { endpoint } = await serve(t);
  await traffic(endpoint);
  const page = await look(t, endpoint);
  await untilRows(page, CALLS);
  const all = await rows(page);
  const shows = async (passes, what) => {
    const expected = all.filter(passes).map(({ number }) => number);
    assert.ok(expected.length > 0 && expected.length < CALLS, `${what}: ${expected}`);
    const numbers = async () => (await rows(page)).map(({ number }) => number);
    await until(what, async () => `${await numbers()}` === `${expected}`);
    await untilText(page.locator('#count'), `${expected.length} of ${CALLS} calls`);
  };
  for (const [filter, value, passes] of [
    ['outcome', 'answered', ({ answer }) => answer === '200'],
    ['outcome', 'refused', ({ answer }) => answer.startsWith('403 ')],
    ['outcome', 'error of the client', ({ answer }) => /^40[09] /.test(answer)],
    ['operation', 'PutBucketEncryption', ({ operation }) => operation === 'PutBucketEncryption'],
    ['caller', 'acme/ci', ({ caller }) => caller === 'acme/ci'],
    ['caller', 'claims to be acme, not proved', ({ caller }) => caller === 'claims to be acme, not proved'],
    ['bucket', 'images', ({ what }) => what.startsWith('images')],
  ]) {
    await page.locator(`#filter-${filter}`).selectOption(value);
    await shows(passes, `${filter} ${value}`);
    await page.locator(`#filter-${filter}`).selectOption('');
  }
  await page.locator('#filter-text').fill('KeyDisabled');
  await shows(({ answer }) => answer === '409 KeyDisabled', 'a text');
  await page.locator('#filter-text').fill('APP.LOG acme/ci');
  await shows(({ what, caller }) => what.endsWith('app.log') && caller === 'acme/ci', 'two words');

  // What comes later has to pass as well.
  await page.locator('#filter-text').fill('');
  await page.locator('#filter-outcome').selectOption('refused');
  await send(endpoint, OWNER, 'GET', 'logs', { query: 'encryption' });
  await untilText(page.locator('#count'), new RegExp(` of ${CALLS + 1} calls$`));
  assert.ok((await rows(page)).every(({ answer }) => answer.startsWith('403 ')));
  await page.locator('#filter-text').fill('no such thing');
  await untilText(page.locator('#calls-empty h2'), `None of the ${CALLS + 1} calls passes the filters`);
  await page.getByRole('button', { name: 'Show all' }).click();
  await untilRows(page, CALLS + 1);
});

test('an implicit denial says what is missing and why no statement applies', async (t) => {
  const { endpoint } = await serve(t);
  await traffic(endpoint);
  const page = await look(t, endpoint);
  await untilRows(page, CALLS);
  // Call 6: the one statement that comes near has a condition on the address.
  await page.locator('#row-6').click();
  const call = page.locator('#call');
  await untilText(call.locator('.verdict'), '403 AccessDenied');
  await untilText(call.locator('.reason'), /^implicitly denied: none of the caller's 2 statements applies$/i);
  await untilText(
    call.locator('.lack p'),
    'Allow oss:PutBucketEncryption on acs:oss:*:1001:images, in a policy attached to acme/ci',
  );
  await call.getByRole('button', { name: 'Copy policy' }).click();
  const policy = await page.evaluate(() => navigator.clipboard.readText());
  assert.deepEqual(JSON.parse(policy), {
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: ['oss:PutBucketEncryption'], Resource: ['acs:oss:*:1001:images'] }],
  });
  const steps = await call
    .locator('.steps li')
    .evaluateAll((all) => all.map((step) => [step.className, step.innerText.replaceAll(/\s*\n\s*/g, '\n')]));
  assert.deepEqual(steps, [
    ['said', 'the caller is a RAM user of the account that owns the resource: policies decide'],
    [
      'idle',
      'policy 1 statement 1: Allow oss:Get*, oss:PutObject on acs:oss:*:*:logs, acs:oss:*:*:logs/*\n' +
        'the action does not match, the resource does not match: it does not apply',
    ],
    [
      'idle',
      'policy 1 statement 2: Allow oss:PutBucketEncryption on acs:oss:*:*:images if IpAddress acs:SourceIp 10.0.0.0/8\n' +
        'the action matches, the resource matches: it does not apply\n' +
        'IpAddress acs:SourceIp 10.0.0.0/8 does not hold: the request has `127.0.0.1`',
    ],
    ['decided', "implicitly denied: none of the caller's 2 statements applies"],
  ]);
  const facts = await call
    .locator('dl')
    .evaluateAll((all) =>
      Object.fromEntries(
        all.flatMap((list) =>
          [...list.querySelectorAll('dt')].map((dt) => [dt.textContent, dt.nextSibling.textContent]),
        ),
      ),
    );
  for (const [name, value] of [
    ['Status', '403'],
    ['Code', 'AccessDenied'],
    ['Message', 'The bucket you access does not belong to you.'],
    ['EC', '0003-00000001'],
    ['Cause', 'NotYourBucket'],
    ['Request line', 'PUT /images/?encryption'],
    ['Caller', 'acme/ci'],
    ['AccessKey id', 'Acme.Ci'],
    ['content-type', 'application/xml'],
  ]) {
    assert.equal(facts[name], value, name);
  }
  assert.match(facts['Known from'], /^observed: /);
  assert.match(facts.authorization, /^OSS4-HMAC-SHA256 Credential=Acme\.Ci\//);

  // An explicit denial says which statement; what was carried out, what it caveats on and what was ignored.
  await page.locator('#row-10').click();
  await untilText(call.locator('.verdict'), '200');
  await untilText(call.locator('.part', { hasText: 'Counted for nothing' }).locator('li'), 'header x-oss-surprise');
  await page.locator('#row-8').click();
  await untilText(call.locator('.verdict'), '403 AccessDenied');
  const denies = call.locator('.part', { hasText: 'In the way' }).locator('.lack p');
  await untilText(denies, /^bucket policy statement 1: Deny oss:DeleteBucket on /);
  assert.equal(await call.locator('.part h3', { hasText: 'Missing' }).count(), 0);
});

test('a refusal by referer rules says which rule', async (t) => {
  const { endpoint } = await serve(t);
  const page = await look(t, endpoint);
  const refused = async (number, rules, referer, told) => {
    assert.equal((await order(endpoint, 'POST', 'settings?bucket=images', { referer: rules })).status, 200);
    const answer = await fetch(`${endpoint}/images/cat`, { headers: referer ? { referer } : {} });
    assert.equal(answer.status, 403);
    await page.locator(`#row-${number}`).click();
    await untilText(page.locator('#call .lack p'), `referer rules of the bucket: ${told}`);
    await untilText(page.locator('#call .part h3').first(), 'In the way');
  };
  const listed = { allow_empty: false, allowed: ['https://*.shop.example'], denied: [] };
  await refused(1, listed, null, 'the request has no Referer');
  await refused(
    2,
    listed,
    'https://other.example/',
    'the whitelist has nothing that matches https://other.example/; the nearest is https://*.shop.example',
  );
  const denied = { allow_empty: true, allowed: [], denied: ['https://*.evil.example'] };
  await refused(
    3,
    denied,
    'https://www.evil.example',
    'https://*.evil.example of the blacklist matches https://www.evil.example',
  );
});

test('a wrong signature shows what the server signed, with the first line that differs marked', async (t) => {
  const { endpoint } = await serve(t);
  const { mistaken } = await traffic(endpoint);
  const page = await look(t, endpoint, { hash: `#call-${CALLS - 1}` });
  const call = page.locator('#call');
  await untilText(call.locator('.reason'), /^the client did not sign the Content-Type it sent; /i);
  const marked = async (name) =>
    (await call.locator(`.line.${name} > span`).allInnerTexts()).map((text) => text.trim());
  assert.deepEqual(await marked('server'), ['3 server', 'text/plain']);
  assert.deepEqual(await marked('client'), ['client', '(empty)']);
  await call.getByRole('button', { name: 'Copy string to sign' }).click();
  assert.match(
    await page.evaluate(() => navigator.clipboard.readText()),
    /^PUT\n\ntext\/plain\n.* GMT\nx-oss-date:.*\n\/logs\/untyped$/,
  );

  // No mistake gives the signature of another secret: the client's own text tells.
  await page.locator(`#row-${CALLS}`).click();
  await untilText(call.locator('.reason'), /is the secret right\? The client of call #\d+ had it right; /);
  assert.equal(await call.locator('.line.server').count(), 0);
  await call.locator('#pasted').fill(mistaken.signed.replace('/logs/mistaken', '/mistaken'));
  assert.deepEqual(await marked('server'), ['2 server', '/logs/mistaken']);
  assert.deepEqual(await marked('client'), ['client', '/mistaken']);
  await untilText(
    call.locator('.part', { hasText: 'Signature sent' }).locator('.muted').first(),
    'Line 2 is the first in which the two differ.',
  );
  // Calls that arrive meanwhile do not take away what was pasted.
  await send(endpoint, OWNER, 'GET', 'logs', { query: 'encryption' });
  await untilRows(page, CALLS + 1);
  assert.match(await call.locator('#pasted').inputValue(), /^PUT\n\/mistaken\n/);
  await call.locator('#pasted').fill(`${mistaken.signed}\n`);
  await untilText(
    call.locator('.part', { hasText: 'Signature sent' }).locator('.muted').first(),
    'The two are equal: the secrets differ.',
  );
  await call.getByRole('button', { name: 'Copy canonical request' }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), mistaken.signed);
});

test('a hostile key is a text wherever it is shown', async (t) => {
  const { endpoint } = await serve(t);
  await send(endpoint, OWNER, 'PUT', 'logs', { key: HOSTILE, body: 'x', type: 'text/html' });
  await send(endpoint, null, 'GET', 'logs', {
    query: `prefix=${encodeURIComponent(HOSTILE)}`,
    headers: { 'x-oss-meta-a': HOSTILE, 'user-agent': HOSTILE },
  });
  // In the end it is tried, and refused.
  const page = await look(t, endpoint, { hash: '#call-1', allowed: /TrustedHTML|require-trusted-types-for/ });
  await untilRows(page, 2);
  assert.equal((await rows(page))[1].what, `logs/${HOSTILE}`);
  await untilText(page.locator('#call dd', { hasText: 'onerror' }).last(), HOSTILE);
  await page.locator('#row-2').click();
  await untilText(page.locator('#call dd', { hasText: 'onerror' }).last(), HOSTILE);
  await page.getByRole('link', { name: 'KMS' }).click();
  await untilText(page.locator('#view-kms td', { hasText: 'onerror' }), `logs/${HOSTILE}`);
  assert.deepEqual(await page.evaluate(() => [document.images.length, window.struck]), [0, undefined]);
  // Nor could it be anything else: markup made of a text is refused by the browser.
  const refused = await page
    .evaluate(() => {
      try {
        document.body.insertAdjacentHTML('beforeend', '<p>markup</p>');
      } catch (error) {
        return error.name;
      }
    })
    .catch((error) => error);
  assert.equal(refused, 'TypeError');
  const handlers = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .flatMap((it) => it.getAttributeNames())
      .filter((name) => name.startsWith('on') || name === 'style'),
  );
  assert.deepEqual(handlers, []);
});

test('no secret is shown, nor the token of a session', async (t) => {
  const { endpoint } = await serve(t);
  await traffic(endpoint);
  for (const version of [1, 4]) await send(endpoint, MISTAKEN_SESSION, 'GET', 'logs', { query: 'encryption', version });
  const soon = Math.floor(Date.now() / 1000) + 600;
  const signed = `OSSAccessKeyId=STS.Acme&Expires=${soon}&Signature=c2ln&security-token=${MISTAKEN_SESSION.token}`;
  await send(endpoint, null, 'GET', 'logs', { key: 'a', query: signed });
  await send(endpoint, null, 'GET', 'logs', {
    headers: { authorization: 'Bearer the-secret-of-another', cookie: 'a=the-secret-of-another' },
  });
  const notThis = ['eq', '$x-oss-security-token', `${SESSION.token}-before`];
  const nor = ['in', '$x-oss-security-token', [notThis[2], `${SESSION.token}-after`]];
  const policies = [
    await post(endpoint, MISTAKEN_SESSION, 'logs'),
    await post(endpoint, SESSION, 'logs', { plain: true }),
    await post(endpoint, SESSION, 'logs', { conditions: [notThis] }),
    await post(endpoint, SESSION, 'logs', { conditions: [nor] }),
  ];
  const calls = CALLS + 4 + policies.length;
  const page = await look(t, endpoint);
  await untilRows(page, calls);
  let withheld = 0;
  for (const hash of [
    '#calls',
    '#buckets',
    '#bucket-logs',
    '#accounts',
    '#kms',
    '#due',
    '#faults',
    ...Array.from({ length: calls }, (_, i) => `#call-${i + 1}`),
  ]) {
    await page.evaluate((to) => (location.hash = to), hash);
    const number = /^#call-(\d+)$/.exec(hash)?.[1];
    const shown = number
      ? `#call[aria-label="Call ${number}"]`
      : `#view-${hash.slice(1).split('-')[0]} :is([role=row], .empty h2):visible`;
    await until(`${hash} is shown`, () => page.locator(shown).first().isVisible());
    const content = await page.content();
    for (const secret of ['the-secret-of', SESSION.token, ...policies])
      assert.ok(!content.includes(secret), `${hash} shows ${secret}`);
    withheld += content.split('(withheld)').length - 1;
  }
  // Each token: among the headers, and in what was signed; in the target, and in what was signed; and two of the last call
  // without a form. In a form: in what was signed, there and in what the client signed, and in what failed.
  assert.ok(withheld >= 13, `${withheld} are withheld`);
});

test('KMS shows what cost a fee, by key and caller, and the ledger', async (t) => {
  const { endpoint } = await serve(t);
  const page = await look(t, endpoint, { hash: '#kms' });
  const view = page.locator('#view-kms');
  await untilText(view.locator('h2'), 'OSS has asked nothing of KMS');
  await traffic(endpoint);
  await untilText(view.locator('.sum'), '4 calls cost a fee, 1 refused');
  const table = (name) =>
    view
      .getByRole('table', { name })
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)));
  assert.deepEqual(await table('By key and caller'), [
    ['key-orders', 'acme', '2'],
    ['key-orders', 'acme/ci', '2'],
  ]);
  assert.deepEqual(await table('Keys'), [
    ['key-orders', 'alias/orders', 'Enabled', 'acme', 'cn-hangzhou'],
    ['key-old', '–', 'Disabled', 'acme', 'cn-hangzhou'],
  ]);
  const ledger = (await table('Ledger')).map((row) => row.slice(0, -1));
  assert.equal(ledger.length, 5);
  assert.deepEqual(ledger[0], ['key-old', 'acme', 'GenerateDataKey', 'images/secret.bin', 'refused']);
  assert.deepEqual(ledger[4], ['key-orders', 'acme', 'GenerateDataKey', 'logs/2026/11/app.log', 'yes']);
});

test('buckets show their rules, and a policy that is open stays open', async (t) => {
  const { endpoint } = await serve(t);
  const page = await look(t, endpoint, { hash: '#buckets' });
  const cells = (name) =>
    page
      .locator('#view-buckets tbody tr', { hasText: name })
      .evaluate((row) => [...row.cells].map((cell) => cell.innerText.trim()));
  await until('the buckets are shown', () => page.locator('#view-buckets tbody tr').count());
  assert.deepEqual(await cells('images'), [
    'images\nof acme, in cn-hangzhou, Standard',
    '–',
    'public-read',
    'not blocked',
    '–',
    'Enabled',
    '–',
    '0',
  ]);
  assert.deepEqual((await cells('backup')).slice(1, 4), ['AES256', 'private', 'blocked']);
  assert.deepEqual((await cells('logs'))[1], 'KMS, key key-orders');
  await page.locator('#view-buckets summary').focus();
  await page.keyboard.press('Enter');
  await untilText(page.locator('#view-buckets details pre'), /"Action": \["oss:DeleteBucket"\]/);
  await send(endpoint, OWNER, 'PUT', 'images', { key: 'a', body: 'x', type: 'text/plain' });
  await until('the new object is counted', async () => (await cells('images'))[7] === '1');
  const rule = { id: 'old', expiration: { days: 30 } };
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ lifecycle: { rule: [rule] } });
  await fetch(`${endpoint}/_ossmock/settings?bucket=images`, { method: 'POST', headers, body });
  await until('the next work is shown', async () => /due next: lifecycle at \d{4}-/.test((await cells('images'))[6]));
  assert.ok(
    await page.locator('#view-buckets details').evaluate((it) => it.open && it.contains(document.activeElement)),
  );
});

test('faults are listed with what they did, and disarmed', async (t) => {
  const { endpoint } = await serve(t);
  const page = await look(t, endpoint, { hash: '#faults' });
  const view = page.locator('#view-faults');
  await untilText(view.locator('h2'), 'No fault is armed');
  await order(endpoint, 'POST', 'faults', {
    operation: 'GetObject',
    first: 1,
    effect: { error: 'ServiceUnavailable' },
  });
  await order(endpoint, 'POST', 'faults', { operation: 'HeadObject', effect: { close: {} } });
  await until('both are listed', async () => (await view.locator('tbody tr').count()) === 2);
  await send(endpoint, OWNER, 'GET', 'logs', { key: 'a' });
  await send(endpoint, OWNER, 'HEAD', 'logs', { key: 'a' }).then(
    () => assert.fail('the connection was to be closed'),
    () => {},
  );
  const first = view.locator('tbody tr').first();
  await until('its hit is counted', async () => (await first.locator('td').nth(4).innerText()) === '1');
  assert.deepEqual((await first.locator('td').allInnerTexts()).slice(0, 5), [
    '1',
    '503 ServiceUnavailable at GetObject, the first of them',
    'the control plane',
    '1',
    '1',
  ]);
  await page.getByRole('button', { name: 'Disarm fault 1' }).focus();
  await page.keyboard.press('Enter');
  await until('one is left', async () => (await view.locator('tbody tr').count()) === 1);
  await untilText(page.locator('#announce'), 'Fault 1 is disarmed');
  const { faults } = await (await order(endpoint, 'GET', 'faults')).json();
  assert.deepEqual(
    faults.map(({ id }) => id),
    [2],
  );
  assert.match((await focused(page)).text, /Disarm/);
  // What they did is told of the calls.
  await page.getByRole('link', { name: 'Calls' }).click();
  await untilRows(page, 2);
  const [closed, failed] = await rows(page);
  assert.deepEqual([closed.answer, failed.answer], ['faultclosed', 'fault503 ServiceUnavailable']);
  assert.deepEqual(await page.locator('#rows > *').evaluateAll((all) => all.map((row) => row.className)), [
    'unanswered',
    'failed',
  ]);
  await page.locator('#row-1').click();
  await untilText(
    page.locator('#call .part', { hasText: 'Faults' }).locator('li'),
    '503 ServiceUnavailable (the control plane)',
  );
});

test('everything is reached by keyboard, and one sees where one is', async (t) => {
  const { endpoint } = await serve(t);
  await traffic(endpoint);
  const page = await look(t, endpoint);
  await untilRows(page, CALLS);
  const keys = page.keyboard;
  const at = async (expected) => {
    const { id, tag, text, seen } = await focused(page);
    assert.ok(id === expected || text === expected, `at ${tag}#${id} ${text}, not at ${expected}`);
    assert.ok(seen || tag === 'H2', `the focus at ${expected} is not seen`);
  };
  const stops = [
    'Calls',
    'Buckets',
    'Accounts',
    'KMS',
    'Due',
    'Faults',
    'clock',
    'reset',
    'theme',
    'filter-text',
    'filter-outcome',
    'filter-operation',
    'filter-caller',
    'filter-bucket',
    'clear',
    `row-${CALLS}`,
  ];
  for (const stop of stops) {
    await keys.press('Tab');
    await at(stop);
  }
  await keys.press('j');
  await at(`row-${CALLS - 1}`);
  await keys.press('ArrowDown');
  await at(`row-${CALLS - 2}`);
  await keys.press('k');
  await at(`row-${CALLS - 1}`);
  await keys.press('End');
  await at('row-1');
  await keys.press('Home');
  await at(`row-${CALLS}`);
  await keys.press('ArrowUp');
  await at(`row-${CALLS}`);
  await keys.press('j');
  await keys.press('Enter');
  await untilText(page.locator('#call .number').first(), `#${CALLS - 1}`);
  assert.equal(new URL(page.url()).hash, `#call-${CALLS - 1}`);
  assert.equal(await page.locator('#rows [aria-selected=true]').getAttribute('id'), `row-${CALLS - 1}`);
  // The call that is open follows; on to its text and its buttons it goes with Tab.
  await keys.press('j');
  await untilText(page.locator('#call .number').first(), `#${CALLS - 2}`);
  await keys.press('k');
  await untilText(page.locator('#call .number').first(), `#${CALLS - 1}`);
  const reached = [];
  for (let i = 0; i < 5; i++) {
    await keys.press('Tab');
    const { tag, id, text, seen } = await focused(page);
    assert.ok(seen, `the focus at ${tag} ${text} is not seen`);
    reached.push(id || (tag === 'PRE' ? 'text' : text));
  }
  assert.deepEqual(reached, ['Copy link', '×', 'text', 'Copy string to sign', 'pasted']);
  // Keys that are letters are letters in a field.
  await keys.type('jk/');
  assert.equal(await page.locator('#pasted').inputValue(), 'jk/');
  await keys.press('Escape');
  await until('the call is closed', () => page.locator('#call').isHidden());
  await at(`row-${CALLS - 1}`);
  await keys.press('/');
  await at('filter-text');
  await keys.type('KeyDisabled');
  await untilRows(page, 1);
  await keys.press('ArrowDown');
  await at('row-11');
  await keys.press('/');
  await keys.press('Escape');
  await untilRows(page, CALLS);
  for (const stop of ['theme', 'reset', 'clock', 'Faults']) {
    await keys.press('Shift+Tab');
    await at(stop);
  }
  await keys.press('Enter');
  await untilText(page.locator('#view-faults h2'), 'No fault is armed');
  assert.equal(await page.locator('nav [aria-current=page]').innerText(), 'Faults');
  // Back, as in any browser.
  await page.goBack();
  await until('the calls are shown', () => page.locator('#view-calls').isVisible());
});

for (const [width, height] of [
  [360, 740],
  [768, 1024],
  [1440, 900],
]) {
  for (const scheme of ['light', 'dark']) {
    test(`at ${width} px in ${scheme} everything fits and can be read`, async (t) => {
      const { endpoint } = await serve(t);
      await order(endpoint, 'POST', 'faults', {
        operation: 'GetObject',
        key: 'k'.repeat(300),
        effect: { close: {} },
      });
      const page = await look(t, endpoint, { width, height, scheme });
      await untilText(page.locator('#calls-empty h2'), 'No call has arrived yet');
      await assertFits(page, 'nothing');
      await assertLegible(page, 'nothing');
      await traffic(endpoint);
      await send(endpoint, CI, 'GET', 'logs', {
        key: `${'long/'.repeat(40)}${'x'.repeat(300)}`,
        headers: { 'x-oss-meta-long': 'y'.repeat(400) },
      });
      await untilRows(page, CALLS + 1);
      for (const hash of [
        '#calls',
        '#buckets',
        '#bucket-logs',
        '#bucket-none',
        '#accounts',
        '#kms',
        '#due',
        '#faults',
        ...Array.from({ length: CALLS + 1 }, (_, i) => `#call-${i + 1}`),
      ]) {
        await page.evaluate((to) => (location.hash = to), hash);
        const [name, number] = hash.slice(1).split('-');
        const shown =
          name === 'call'
            ? page.locator(`#call[aria-label="Call ${number}"]`)
            : page.locator(`#view-${name} :is([role=row], .empty h2):visible`).first();
        await until(`${hash} is shown`, () => shown.isVisible());
        for (const summary of await page.locator(`#view-${name} summary:visible`).all()) await summary.click();
        await assertFits(page, hash);
        await assertLegible(page, hash);
      }
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(ground, scheme === 'dark' ? 'rgb(18, 19, 22)' : 'rgb(255, 255, 255)');
    });
  }
}

test('on a narrow screen a call takes the place of the list, and gives it back', async (t) => {
  const { endpoint } = await serve(t);
  await traffic(endpoint);
  const page = await look(t, endpoint, { width: 360, height: 740 });
  await untilRows(page, CALLS);
  await page.locator('#row-3').click();
  await until('the list is gone', () => page.locator('#rows').isHidden());
  assert.equal(await page.evaluate(() => scrollY), 0);
  assert.equal((await focused(page)).text, 'GetObject');
  await page.getByRole('button', { name: 'Close the call' }).click();
  await until('the list is back', () => page.locator('#row-3').isVisible());
  assert.equal((await focused(page)).id, 'row-3');
});

test('with a token the page asks for it and keeps it for this tab', async (t) => {
  const { endpoint, printed } = await serve(t, { more: ['--allow-remote'] });
  const token = await until('the token is printed', () => /Authorization: Bearer (\w+)/.exec(printed())?.[1]);
  await send(endpoint, null, 'GET', 'logs', { query: 'encryption' });
  // A browser says on the console that it was refused.
  const page = await look(t, endpoint, { hash: '#call-1', allowed: /^error: Failed to load resource: .* 403 / });
  await untilText(page.locator('#token h2'), 'This server wants its token');
  await untilText(page.locator('#connection'), 'locked');
  assert.equal(await page.locator('#view-calls').isVisible(), false);
  assert.equal((await focused(page)).id, 'token-text');
  await page.keyboard.type('wrong');
  await page.keyboard.press('Enter');
  await untilText(page.locator('#token-problem'), 'the token is not that of the control plane');
  await page.locator('#token-text').fill(token);
  await page.keyboard.press('Enter');
  await untilText(page.locator('#call .verdict'), '403 AccessDenied');
  await untilText(page.locator('#connection'), 'live');
  assert.equal(await page.locator('#token').isVisible(), false);
  assert.ok(!page.url().includes(token) && !(await page.content()).includes(token));
  await order(endpoint, 'DELETE', 'journal').then((refused) => assert.equal(refused.status, 403));
  await page.reload();
  await untilText(page.locator('#call .verdict'), '403 AccessDenied');
  await page.getByRole('link', { name: 'Buckets' }).click();
  await until('buckets are shown', async () => (await page.locator('#view-buckets tbody tr').count()) === 3);
});

test('a server that is gone is said to be, and one that is back is another one', async (t) => {
  const first = await serve(t);
  const page = await look(t, first.endpoint, { allowed: /^error: Failed to load resource: net::ERR_/ });
  await traffic(first.endpoint);
  await untilRows(page, CALLS);
  await first.stop();
  await untilText(page.locator('#connection'), 'disconnected, trying again');
  // What was there can still be looked at.
  await page.locator('#row-6').click();
  await untilText(page.locator('#call .verdict'), '403 AccessDenied');
  const second = await serve(t, { port: first.port });
  await untilText(page.locator('#connection'), 'live');
  await untilText(page.locator('#call h2'), 'There is no call 6');
  await send(second.endpoint, OWNER, 'GET', 'logs', { query: 'encryption' });
  await page.keyboard.press('Escape');
  await untilRows(page, 1);
  assert.equal((await rows(page))[0].number, '1');
});

test('a link leads to a call, one to come and one that is not kept any more', async (t) => {
  const { endpoint } = await serve(t);
  const page = await look(t, endpoint, { hash: '#call-2' });
  await untilText(page.locator('#call h2'), 'There is no call 2');
  await untilText(page.locator('#call p'), 'It has not come yet.');
  await send(endpoint, OWNER, 'GET', 'logs', { query: 'encryption' });
  await send(endpoint, null, 'GET', 'logs', { query: 'encryption' });
  await untilText(page.locator('#call .verdict'), '403 AccessDenied');
  await page.getByRole('button', { name: 'Copy link' }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${endpoint}/_ossmock/#call-2`);
  // The journal keeps a thousand.
  for (let i = 0; i < 21; i++) await Promise.all(Array.from({ length: 50 }, () => send(endpoint, null, 'GET', 'logs')));
  await untilText(page.locator('#count'), '1,000 calls, 52 older ones are not shown');
  // What one reads stays.
  await untilText(page.locator('#call .verdict'), '403 AccessDenied');
  await page.reload();
  await untilText(page.locator('#call p'), 'It is not kept any more.');
  assert.equal((await rows(page))[0].number, '1052');
});

test('a page that nobody sees holds no connection', async (t) => {
  const { endpoint } = await serve(t);
  const page = await look(t, endpoint);
  await untilText(page.locator('#connection'), 'live');
  const waiting = new Set();
  page.on('request', (request) => waiting.add(request));
  for (const over of ['requestfinished', 'requestfailed']) page.on(over, (request) => waiting.delete(request));
  await send(endpoint, null, 'GET', 'logs');
  await untilRows(page, 1);
  await until('it waits for the next call', () => [...waiting].some((request) => request.url().includes('&wait=')));
  const hide = (hidden) =>
    page.evaluate((to) => {
      Object.defineProperty(document, 'hidden', { value: to, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await hide(true);
  await until('it waits no more', () => waiting.size === 0);
  await send(endpoint, null, 'GET', 'logs');
  assert.equal((await rows(page)).length, 1);
  await hide(false);
  await untilRows(page, 2);
});
