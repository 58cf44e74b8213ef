// The pictures of the inspector in `docs/`.

import { fileURLToPath } from 'node:url';

import { look, serve, startBrowser, stopBrowser, untilRows } from './harness.mjs';
import { CALLS, traffic } from './traffic.mjs';

const FOLDER = fileURLToPath(new URL('../../docs/', import.meta.url));

/** What a test would have: what is to be done in the end. */
const ends = [];
const test = { after: (end) => ends.unshift(end) };

await startBrowser();
try {
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
    await page.screenshot({ path: `${FOLDER}${name}.png` });
  }
} finally {
  for (const end of ends) await end();
  await stopBrowser();
}
