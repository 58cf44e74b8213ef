// The views of the inspector beside the calls, and the orders that are given in it.

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
import { OWNER, post, send, SESSION } from './sign.mjs';
import { HOSTILE } from './traffic.mjs';

before(startBrowser);
after(stopBrowser);

const cellsOf = (row) => row.evaluate((it) => [...it.cells].map((cell) => cell.textContent));

/** Puts objects into a bucket of the world, as a world file has them. */
async function addObjects(endpoint, bucket, objects) {
  const world = await (await order(endpoint, 'GET', 'world')).json();
  world.account[0].bucket.find(({ name }) => name === bucket).object = objects;
  const put = await order(endpoint, 'PUT', 'world', world);
  assert.equal(put.status, 200, await put.text());
}

test('the clock is shown beside its distance from the machine, and goes on', async (t) => {
  const { endpoint } = await serve(t);
  const page = await look(t, endpoint);
  await untilText(page.locator('#clock-course'), 'runs');
  const first = await page.locator('#clock-time').innerText();
  assert.match(first, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
  assert.ok(Math.abs(Date.parse(first.replace(' UTC', 'Z')) - Date.now()) < 5000, first);
  await until('it goes on', async () => (await page.locator('#clock-time').innerText()) !== first);
  await order(endpoint, 'POST', 'clock', { advance: 'P3D' });
  await untilText(page.locator('#clock-course'), 'runs, 3 days ahead');
  await order(endpoint, 'POST', 'clock', { set: '2020-02-29T12:00:00Z' });
  await untilText(page.locator('#clock-time'), '2020-02-29 12:00:00 UTC');
  await untilText(page.locator('#clock-course'), /^frozen, [\d,]+ days behind$/);
  await page.waitForTimeout(1200);
  assert.equal(await page.locator('#clock-time').innerText(), '2020-02-29 12:00:00 UTC');
});

test('the clock is advanced in its dialog, and a wrong length says so in its place', async (t) => {
  const { endpoint } = await serve(t);
  await order(endpoint, 'POST', 'clock', { set: '2020-02-29T12:00:00Z' });
  const page = await look(t, endpoint, { allowed: /^error: Failed to load resource: .* 400 / });
  await untilText(page.locator('#clock-course'), /^frozen/);
  await page.locator('#clock').focus();
  await page.keyboard.press('Enter');
  assert.equal((await focused(page)).id, 'clock-by');
  await untilText(page.locator('#clock-runs'), 'frozen');
  for (const wrong of ['soon', '-PT1M', 'P1M', '1 fortnight', HOSTILE]) {
    await page.locator('#clock-by').fill(wrong);
    await page.keyboard.press('Enter');
    await untilText(page.locator('#clock-problem'), /^`advance` is an ISO 8601 duration /);
    assert.deepEqual([(await focused(page)).id, await page.locator('#clock-by').inputValue()], ['clock-by', wrong]);
    await page.locator('#clock-problem').evaluate((it) => (it.textContent = ''));
  }
  await untilText(page.locator('#clock-fake'), '2020-02-29 12:00:00 UTC');
  let expected = Date.parse('2020-02-29T12:00:00Z');
  for (const [text, seconds] of [
    ['PT15M', 900],
    ['1 day', 86_400],
    ['2h', 7200],
    ['15 minutes', 900],
    ['1 week', 604_800],
    ['30 min', 1800],
    ['5s', 5],
  ]) {
    expected += seconds * 1000;
    await page.locator('#clock-by').fill(text);
    await page.keyboard.press('Enter');
    const shown = `${new Date(expected).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
    await untilText(page.locator('#clock-fake'), shown);
    await untilText(page.locator('#announce'), `The clock shows ${shown}`);
    assert.equal(await page.locator('#clock-problem').textContent(), '');
  }
  await page.getByRole('button', { name: "Follow the machine's clock" }).click();
  await untilText(page.locator('#clock-runs'), "runs with the machine's clock");
  await untilText(page.locator('#clock-distance'), 'none');
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#clock-dialog').isVisible(), false);
  const { id, seen } = await focused(page);
  assert.deepEqual([id, seen], ['clock', true]);
});

test('a reset asks first, and the journal is cleared at once', async (t) => {
  const { endpoint } = await serve(t);
  await order(endpoint, 'POST', 'settings?bucket=logs', { acl: 'public-read' });
  const page = await look(t, endpoint);
  const acl = async () => {
    const { buckets } = await (await order(endpoint, 'GET', 'overview')).json();
    return buckets.find(({ name }) => name === 'logs').acl;
  };
  await send(endpoint, null, 'GET', 'logs');
  await untilRows(page, 1);
  await page.getByRole('button', { name: 'Clear' }).click();
  await untilText(page.locator('#calls-empty h2'), 'No call has arrived yet');
  await untilText(page.locator('#announce'), 'The journal is empty');
  assert.equal(await page.locator('#clear').isDisabled(), true);
  await send(endpoint, null, 'GET', 'logs');
  await untilRows(page, 1);
  for (const leave of [
    () => page.keyboard.press('Escape'),
    () => page.keyboard.press('Enter'),
    () => page.getByRole('button', { name: 'Cancel' }).click(),
  ]) {
    await page.locator('#reset').click();
    assert.equal((await focused(page)).text, 'Cancel');
    await leave();
    assert.equal(await page.locator('#reset-dialog').isVisible(), false);
    assert.equal((await focused(page)).id, 'reset');
  }
  assert.equal(await acl(), 'public-read');
  await page.locator('#reset').click();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await until('the dialog is gone', () => page.locator('#reset-dialog').isHidden());
  assert.equal(await acl(), 'private');
  await untilText(page.locator('#calls-empty h2'), 'No call has arrived yet');
});

test('with a token the orders carry it', async (t) => {
  const token = 'a-token-of-the-test';
  const { endpoint } = await serve(t, { more: ['--token', token] });
  const page = await look(t, endpoint, { allowed: /^error: Failed to load resource: .* 403 / });
  await page.locator('#token-text').fill(token);
  await page.keyboard.press('Enter');
  await send(endpoint, null, 'GET', 'logs');
  await untilRows(page, 1);
  await page.locator('#clear').click();
  await untilText(page.locator('#calls-empty h2'), 'No call has arrived yet');
  await page.locator('#clock').click();
  await page.locator('#clock-by').fill('1 day');
  await page.keyboard.press('Enter');
  await untilText(page.locator('#clock-course'), 'runs, 1 day ahead');
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
});

test('ten thousand objects are shown a page at a time', async (t) => {
  const { endpoint } = await serve(t);
  const key = (i) => `photos/${String(i).padStart(5, '0')}.jpg`;
  await addObjects(
    endpoint,
    'backup',
    Array.from({ length: 10_000 }, (_, i) => ({ key: key(i), body: 'x' })),
  );
  const page = await look(t, endpoint, { hash: '#buckets' });
  await page.getByRole('link', { name: 'backup' }).click();
  const keys = () => page.locator('#shown-objects tbody tr td:first-child').allInnerTexts();
  const shows = async (first, count) => {
    await until(`it shows ${count} from ${first}`, async () => {
      const found = await keys();
      return found[0] === first && found.length === count;
    });
  };
  await shows(key(0), 100);
  await untilText(page.locator('#shown-objects > .muted'), '10,000 objects');
  await page.getByRole('button', { name: 'Next' }).click();
  await shows(key(100), 100);
  await untilText(page.locator('.pages .muted'), 'page 2');
  // The page stays, and the button that has the focus keeps it.
  assert.equal((await focused(page)).text, 'Next');
  await page.getByRole('button', { name: 'Next' }).click();
  await shows(key(200), 100);
  await page.getByRole('button', { name: 'Previous' }).click();
  await shows(key(100), 100);
  await page.getByRole('button', { name: 'First' }).click();
  await shows(key(0), 100);
  await page.locator('#prefix').fill('photos/0999');
  await shows(key(9990), 10);
  assert.equal((await focused(page)).id, 'prefix');
  await page.locator('#prefix').fill('none');
  await untilText(page.locator('#shown-objects p').last(), 'No key has this prefix.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await until('the buckets are shown', () => page.locator('#view-buckets').isVisible());
  await page.evaluate(() => (location.hash = '#bucket-none-such'));
  await untilText(page.locator('#shown-bucket h2'), 'There is no bucket none-such');
});

test('an object is shown with its versions, and the settings of its bucket', async (t) => {
  const { endpoint } = await serve(t);
  const put = (bucket, key, body) => send(endpoint, OWNER, 'PUT', bucket, { key, body, type: 'text/plain' });
  await put('images', 'a', '1');
  await put('images', 'a', '22');
  await put('images', HOSTILE, '333');
  await send(endpoint, OWNER, 'DELETE', 'images', { key: HOSTILE });
  await put('logs', 'k', '1');
  const page = await look(t, endpoint, { hash: '#bucket-images' });
  const row = (i) => page.locator('#shown-objects tbody tr').nth(i);
  await until('all versions are shown', async () => (await page.locator('#shown-objects tbody tr').count()) === 4);
  // A key that is markup stays text, first in the order of keys.
  assert.deepEqual((await cellsOf(row(0))).slice(0, 4), [`${HOSTILE}delete marker`, '–', '–', '–']);
  assert.deepEqual((await cellsOf(row(1))).slice(0, 4), [`${HOSTILE}older`, '3', 'Standard', 'none']);
  assert.deepEqual((await cellsOf(row(2))).slice(0, 4), ['a', '2', 'Standard', 'none']);
  assert.deepEqual((await cellsOf(row(3))).slice(0, 4), ['aolder', '1', 'Standard', 'none']);
  assert.deepEqual(await page.evaluate(() => [document.images.length, window.struck]), [0, undefined]);
  const facts = await page.locator('#shown-bucket dl').innerText();
  assert.match(facts, /ACL\s+public-read/);
  assert.match(facts, /Versioning\s+Enabled/);
  await page.evaluate(() => (location.hash = '#bucket-logs'));
  await until('the other bucket is shown', async () => (await cellsOf(row(0)))[0] === 'k');
  assert.equal((await cellsOf(row(0)))[3], 'KMS, key key-orders');
  await page.locator('#shown-bucket summary').click();
  await untilText(page.locator('#shown-bucket pre'), /"Effect": "Deny"/);
});

test('accounts show users, groups, roles, policies and AccessKeys, and no secret', async (t) => {
  const { endpoint } = await serve(t);
  const policy = {
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['oss:PutObject'],
        Resource: ['*'],
        Condition: { StringLike: { 'acs:UserAgent': [HOSTILE] } },
      },
    ],
  };
  const attached = await order(endpoint, 'POST', 'policies', { of: 'acme/ci', kind: 'ram_user', policy });
  assert.equal(attached.status, 204, await attached.text());
  const page = await look(t, endpoint, { hash: '#accounts' });
  const view = page.locator('#view-accounts');
  await untilText(view.locator('h2'), 'acme');
  const row = (name) => view.locator('tbody tr', { hasText: name }).first();
  assert.deepEqual((await cellsOf(row('ci'))).slice(0, 3), ['ciid 20001', 'Acme.Cienabled', '–']);
  assert.deepEqual((await cellsOf(row('auditor'))).slice(0, 3), [
    'auditorid 20002',
    'Acme.Auditordisabled',
    'builders',
  ]);
  assert.match((await cellsOf(row('ops')))[1], /^deploySTS\.Deployexpires at 2099-/);
  assert.match(await view.innerText(), /STS\.Acme\s+expires at 2099-/);
  for (const summary of await view.locator('summary').all()) await summary.click();
  const texts = await view.locator('pre').allTextContents();
  const hostile = texts.map((text) => JSON.parse(text)).find((it) => JSON.stringify(it).includes('acs:UserAgent'));
  assert.deepEqual(hostile, policy);
  assert.match(
    texts[0],
    /^\{\n {2}"Version": "1",\n {2}"Statement": \[\n {4}\{\n {6}"Effect": "Allow",\n {6}"Action": \[\n/,
  );
  assert.deepEqual(await page.evaluate(() => [document.images.length, window.struck]), [0, undefined]);
  const content = await page.content();
  for (const secret of ['the-secret-of', 'the-token-of']) assert.ok(!content.includes(secret), secret);
});

test('what is due is listed in one place, and done by a button', async (t) => {
  const { endpoint } = await serve(t);
  const page = await look(t, endpoint, { hash: '#due' });
  const view = page.locator('#view-due');
  await untilText(view.locator('.empty h2'), 'Nothing is due by the clock');
  await view.locator('#run-due').click();
  await untilText(page.locator('#due-report'), 'Nothing was due');
  await order(endpoint, 'POST', 'clock', { set: '2026-11-30T12:00:00Z' });
  await send(endpoint, OWNER, 'PUT', 'backup', { key: HOSTILE, body: 'x', type: 'text/plain' });
  await addObjects(endpoint, 'backup', [{ key: HOSTILE, body: 'x' }]);
  const lifecycle = { rule: [{ id: 'old', expiration: { days: 1 } }] };
  await order(endpoint, 'POST', 'settings?bucket=backup', { lifecycle });
  await until('it is listed', async () => (await view.locator('tbody tr').count()) === 1);
  assert.deepEqual(await cellsOf(view.locator('tbody tr')), [
    '2026-12-02 00:00:00 UTC',
    'in 1 day 12 hours',
    'lifecycle',
    'backup',
  ]);
  await order(endpoint, 'POST', 'clock', { advance: 'P2D' });
  await untilText(view.locator('tbody td').nth(1), 'now');
  await view.locator('#run-due').click();
  await untilText(page.locator('#due-report > p'), '1 step done');
  assert.ok((await page.locator('#due-report li').innerText()).includes(HOSTILE));
  assert.equal((await focused(page)).id, 'run-due');
  assert.deepEqual(await page.evaluate(() => [document.images.length, window.struck]), [0, undefined]);
});

test('bodies are shown if the server keeps them, as text and without secrets', async (t) => {
  const { endpoint } = await serve(t, { more: ['--journal-bodies', '256'] });
  const page = await look(t, endpoint);
  const put = (body, type) => send(endpoint, OWNER, 'PUT', 'images', { key: 'a', body, type });
  await put(`${HOSTILE} the-secret-of-ci`, 'text/html');
  await put(Buffer.from([0, 255, 1]), 'application/octet-stream');
  await put('y'.repeat(1000), 'text/plain');
  const policy = await post(endpoint, SESSION, 'logs');
  await send(endpoint, OWNER, 'GET', 'images', { key: 'none' });
  await untilRows(page, 5);
  const call = page.locator('#call');
  const open = async (number) => {
    await page.locator(`#row-${number}`).click();
    await until(`call ${number} is open`, () => page.locator(`#call[aria-label="Call ${number}"]`).isVisible());
  };
  const body = (name) => call.locator(`pre[aria-label="Body of the ${name}"]`);
  await open(1);
  await untilText(body('request'), `${HOSTILE} (withheld)`);
  await open(2);
  await until('it is binary', async () => (await call.innerText()).includes('binary, 3 bytes'));
  await open(3);
  await untilText(body('request'), 'y'.repeat(256));
  assert.match(await call.innerText(), /1,000 bytes, the beginning/);
  await open(4);
  await untilText(
    body('request'),
    /policy: \(withheld\)\nSignature: \(withheld\)\nx-oss-security-token: ?\(withheld\)\nfile: 5 bytes$/,
  );
  await open(5);
  await untilText(body('answer'), /<Code>NoSuchKey<\/Code>/);
  const content = await page.content();
  for (const secret of [policy, 'the-token-of', 'the-secret-of']) assert.ok(!content.includes(secret), secret);
  assert.deepEqual(await page.evaluate(() => [document.images.length, window.struck]), [0, undefined]);

  const without = await serve(t);
  await send(without.endpoint, OWNER, 'PUT', 'images', { key: 'a', body: 'hello', type: 'text/plain' });
  const other = await look(t, without.endpoint, { hash: '#call-1' });
  await untilText(other.locator('#call .verdict'), '200');
  assert.equal(await other.locator('#call', { hasText: 'Body of' }).count(), 0);
});

test('what is not there, a refusal and the errors of client and server have signs of their own', async (t) => {
  const { endpoint } = await serve(t);
  await order(endpoint, 'POST', 'faults', { operation: 'GetBucketAcl', effect: { error: 'ServiceUnavailable' } });
  await send(endpoint, OWNER, 'HEAD', 'logs', { key: 'none' });
  await send(endpoint, OWNER, 'GET', 'logs', { query: 'lifecycle' });
  await send(endpoint, OWNER, 'GET', 'no-such-bucket');
  await send(endpoint, null, 'GET', 'logs');
  await send(endpoint, OWNER, 'PUT', 'no-such-bucket', { key: 'a', body: 'x', type: 'text/plain' });
  await send(endpoint, OWNER, 'GET', 'logs', { query: 'acl' });
  await send(endpoint, OWNER, 'GET', 'logs', { query: 'encryption' });
  const page = await look(t, endpoint);
  await untilRows(page, 7);
  const kinds = await page.locator('#rows > *').evaluateAll((all) =>
    all.reverse().map((row) => {
      const sign = getComputedStyle(row.querySelector('.answer'), '::before').content;
      return [row.className, sign.replace(/^"(.)".*$/, '$1')];
    }),
  );
  assert.deepEqual(kinds, [
    ['absent', '○'],
    ['absent', '○'],
    ['absent', '○'],
    ['refused', '✕'],
    ['mistaken', '!'],
    ['failed', '▲'],
    ['answered', '✓'],
  ]);
  await page.locator('#row-1').click();
  await untilText(page.locator('#call .kind'), 'not there');
  await page.locator('#filter-outcome').selectOption('not there');
  await untilRows(page, 3);
});

test('the time of a call has its date, and a delay is shown', async (t) => {
  const { endpoint } = await serve(t);
  await order(endpoint, 'POST', 'clock', { set: '2026-11-30T12:34:56Z' });
  const latency = { least: 'PT1.5S', on_clock: true };
  await order(endpoint, 'POST', 'faults', { operation: 'GetBucketAcl', effect: { latency } });
  await send(endpoint, OWNER, 'GET', 'logs', { query: 'encryption' });
  await send(endpoint, OWNER, 'GET', 'logs', { query: 'acl' });
  const page = await look(t, endpoint);
  await untilRows(page, 2);
  const [slow, fast] = await rows(page);
  assert.deepEqual([fast.time, fast.took, slow.took], ['12:34:56', '', '1,500 ms']);
  assert.equal(await page.locator('#row-1 time').getAttribute('title'), '2026-11-30T12:34:56Z');
});

test('a theme is kept, and there before the page is', async (t) => {
  const { endpoint } = await serve(t);
  const page = await look(t, endpoint, { scheme: 'light' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await ground(), 'rgb(255, 255, 255)');
  await page.locator('#theme').selectOption('dark');
  assert.equal(await ground(), 'rgb(18, 19, 22)');
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      window.atBody = document.documentElement.dataset.theme;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await page.reload();
  assert.deepEqual(await page.evaluate(() => [window.atBody, localStorage.getItem('ossmock-theme')]), ['dark', 'dark']);
  assert.equal(await ground(), 'rgb(18, 19, 22)');
  assert.equal(await page.locator('#theme').inputValue(), 'dark');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('#theme').selectOption('light');
  assert.equal(await ground(), 'rgb(255, 255, 255)');
  await page.locator('#theme').selectOption('');
  assert.equal(await ground(), 'rgb(18, 19, 22)');
});

test('the world of a test is chosen, and left when the test ends', async (t) => {
  const { endpoint } = await serve(t);
  // Once the test has ended, its world is asked for in vain until the list of tests comes.
  const page = await look(t, endpoint, { allowed: /^error: Failed to load resource: .* 404 / });
  await send(endpoint, OWNER, 'GET', 'logs', { query: 'encryption' });
  await untilRows(page, 1);
  assert.equal(await page.locator('#world').isVisible(), false);
  await order(endpoint, 'POST', 'tests', { id: HOSTILE });
  await until('the worlds are offered', () => page.locator('#world').isVisible());
  await page.locator('#world').selectOption(`test ${HOSTILE}`);
  await untilText(page.locator('#calls-empty h2'), 'No call has arrived yet');
  const headers = { 'x-ossmock-test-id': HOSTILE };
  await send(endpoint, null, 'GET', 'images', { key: 'a', headers });
  await send(endpoint, null, 'GET', 'images', { key: 'b', headers });
  await untilRows(page, 2);
  assert.deepEqual(
    (await rows(page)).map(({ what }) => what),
    ['images/b', 'images/a'],
  );
  // Its orders are about this world.
  await page.locator('#clear').click();
  await untilText(page.locator('#calls-empty h2'), 'No call has arrived yet');
  await order(endpoint, 'DELETE', `tests?id=${encodeURIComponent(HOSTILE)}`);
  await untilRows(page, 1);
  assert.equal((await rows(page))[0].what, 'logs');
  await until('no world is offered', () => page.locator('#world').isHidden());
});

for (const [width, height] of [
  [360, 740],
  [1440, 900],
]) {
  test(`at ${width} px nothing shifts while calls arrive`, async (t) => {
    const { endpoint } = await serve(t);
    const page = await look(t, endpoint, { width, height });
    await untilText(page.locator('#connection'), 'live');
    await untilText(page.locator('#clock-course'), 'runs');
    await page.evaluate(() => {
      window.shifts = [];
      new PerformanceObserver((seen) => {
        for (const entry of seen.getEntries()) {
          const what = entry.sources.map(({ node }) => node?.id || node?.className || node?.nodeName);
          window.shifts.push(`${entry.value.toFixed(4)}: ${what}`);
        }
      }).observe({ type: 'layout-shift' });
    });
    let sent = 0;
    const arrive = async (count) => {
      for (let i = 0; i < count; i++) await send(endpoint, OWNER, 'GET', 'logs', { query: 'encryption' });
      await untilRows(page, (sent += count));
      await page.waitForTimeout(300);
    };
    await arrive(1);
    await arrive(3);
    await arrive(60);
    // Who has scrolled down goes on seeing the same call.
    const place = () => page.locator('#row-20').evaluate((row) => Math.round(row.getBoundingClientRect().top));
    await page.locator('#row-20').evaluate((row) => row.scrollIntoView({ block: 'center' }));
    const before = await place();
    await arrive(20);
    assert.equal(await place(), before);
    const shifts = () => page.evaluate(() => window.shifts.splice(0));
    assert.deepEqual(await shifts(), []);
    // Beside an open call as well; that the list makes room for it is what was asked for.
    await page.evaluate(() => (location.hash = '#call-1'));
    await until('the call is open', () => page.locator('#call').isVisible());
    await page.waitForTimeout(300);
    await shifts();
    await arrive(5);
    assert.deepEqual(await shifts(), []);
  });

  for (const scheme of ['light', 'dark']) {
    test(`at ${width} px in ${scheme} the dialogs fit and can be read`, async (t) => {
      const { endpoint } = await serve(t);
      await order(endpoint, 'POST', 'tests', { id: 'a-test-with-a-long-name '.repeat(4).trim() });
      await order(endpoint, 'POST', 'clock', { advance: 'P1000D' });
      const page = await look(t, endpoint, {
        width,
        height,
        scheme,
        allowed: /^error: Failed to load resource: .* 400 /,
      });
      await until('the worlds are offered', () => page.locator('#world').isVisible());
      await untilText(page.locator('#clock-course'), /ahead$/);
      await assertFits(page, 'the bar');
      await assertLegible(page, 'the bar');
      await page.locator('#clock').click();
      await page.locator('#clock-by').fill('x');
      await page.keyboard.press('Enter');
      await untilText(page.locator('#clock-problem'), /ISO 8601/);
      await assertFits(page, 'the clock');
      await assertLegible(page, 'the clock');
      await page.keyboard.press('Escape');
      await page.locator('#reset').click();
      await assertFits(page, 'the reset');
      await assertLegible(page, 'the reset');
    });
  }
}
