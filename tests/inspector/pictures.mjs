// The pictures of the inspector in `docs/`; or, in a folder that is given, those of all views, to be looked at.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { look, order, serve, startBrowser, stopBrowser, untilRows } from './harness.mjs';
import { OWNER, send } from './sign.mjs';
import { CALLS, traffic } from './traffic.mjs';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

/** What a test would have: what is to be done in the end. */
const ends = [];
const test = { after: (end) => ends.unshift(end) };

/** The pictures of `docs/`: a call each. */
async function forDocs() {
  const { endpoint } = await serve(test);
  await traffic(endpoint);
  for (const [name, number, scheme] of [
    ['inspector', 6, 'light'],
    ['inspector-signature', CALLS - 1, 'dark'],
  ]) {
    const page = await look(test, endpoint, { scheme, width: 1280, height: 760 });
    await untilRows(page, CALLS);
    await page.locator(`#row-${number}`).click();
    await page.locator('#call .verdict').waitFor();
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(DOCS, `${name}.png`) });
  }
}

/** A server with something in every view. */
async function arranged() {
  const { endpoint } = await serve(test, { more: ['--journal-bodies', '4096'] });
  await order(endpoint, 'POST', 'tests', { id: 'uploads-7' });
  const lifecycle = { rule: [{ id: 'old', prefix: 'photos/', expiration: { days: 30 } }] };
  await order(endpoint, 'POST', 'settings?bucket=images', { lifecycle });
  await order(endpoint, 'POST', 'faults', { operation: 'HeadObject', effect: { error: 'ServiceUnavailable' } });
  await order(endpoint, 'POST', 'faults', {
    operation: 'GetBucketAcl',
    effect: { latency: { least: 'PT1.5S', on_clock: true } },
  });
  await traffic(endpoint);
  for (let i = 0; i < 130; i++)
    await send(endpoint, OWNER, 'PUT', 'images', { key: `photos/${i}.txt`, body: `${i}`, type: 'text/plain' });
  await send(endpoint, OWNER, 'DELETE', 'images', { key: 'photos/1.txt' });
  await order(endpoint, 'DELETE', 'journal');
  await traffic(endpoint);
  await send(endpoint, OWNER, 'GET', 'logs', { key: 'not/there' });
  await send(endpoint, OWNER, 'HEAD', 'logs', { key: 'a' });
  await send(endpoint, OWNER, 'GET', 'logs', { query: 'acl' });
  await order(endpoint, 'POST', 'clock', { advance: 'P40D' });
  return endpoint;
}

/** The views, each with what is done in it before its picture is taken. */
const VIEWS = {
  calls: [''],
  'call-denied': ['#call-152'],
  'call-signature': ['#call-160'],
  'call-absent': ['#call-162'],
  'call-bodies': ['#call-156', (page) => page.locator('#call .part').last().scrollIntoViewIfNeeded()],
  buckets: ['#buckets', (page) => page.locator('summary').first().click()],
  bucket: ['#bucket-images'],
  'bucket-end': ['#bucket-images', (page) => page.locator('.pages').scrollIntoViewIfNeeded()],
  accounts: ['#accounts', (page) => page.locator('summary').first().click()],
  kms: ['#kms'],
  due: ['#due'],
  'due-done': ['#due', (page) => page.locator('#run-due').click()],
  faults: ['#faults'],
  'dialog-clock': [
    '#calls',
    async (page) => {
      await page.locator('#clock').click();
      await page.locator('#clock-by').fill('soon');
      await page.keyboard.press('Enter');
    },
  ],
  'dialog-reset': ['#calls', (page) => page.locator('#reset').click()],
};

async function ofAllViews(folder) {
  mkdirSync(folder, { recursive: true });
  const endpoint = await arranged();
  for (const width of [1440, 360]) {
    for (const scheme of ['light', 'dark']) {
      for (const [name, [hash, prepare]] of Object.entries(VIEWS)) {
        const page = await look(test, endpoint, { scheme, width, height: width > 400 ? 900 : 740, hash, allowed: /./ });
        await page.locator('#connection.live').waitFor();
        await page.waitForTimeout(300);
        await prepare?.(page);
        await page.mouse.move(0, 0);
        await page.waitForTimeout(300);
        await page.screenshot({ path: join(folder, `${name}-${width}-${scheme}.png`) });
        await page.context().close();
      }
    }
  }
}

await startBrowser();
try {
  await (process.argv[2] ? ofAllViews(process.argv[2]) : forDocs());
} finally {
  for (const end of ends) await end();
  await stopBrowser();
}
