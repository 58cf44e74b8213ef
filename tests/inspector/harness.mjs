// A server and a browser, and what a test of the page needs of both.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const { chromium } = createRequire(`${process.env.OSSMOCK_INSPECTOR}/`)('playwright-core');
const WORLD = fileURLToPath(new URL('world.toml', import.meta.url));
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long something may take that takes no time. */
const SOON = 10_000;

/** A folder that is gone in the end. */
function folder(test) {
  const made = mkdtempSync(join(tmpdir(), 'ossmock-inspector-'));
  test.after(() => rmSync(made, { recursive: true, force: true, maxRetries: 5 }));
  return made;
}

/** Those of the pages that are open. */
const contexts = new Set();

/** Starts the server; it ends with the test, or by `stop`. */
export async function serve(test, { port = 0, more = [] } = {}) {
  const ready = join(folder(test), 'ready');
  const [command, ...first] = process.env.OSSMOCK_SERVER.split(' ');
  const asked = ['--listen', `127.0.0.1:${port}`, '--world', WORLD, '--ready-file', ready, ...more];
  const child = spawn(command, [...first, ...asked], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.on('data', (data) => (printed += data));
  let logged = '';
  child.stderr.on('data', (data) => (logged += data));
  // A command that cannot be started has no exit.
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', (error) => resolve((logged += error)));
  });
  const stop = async () => {
    child.kill();
    await ended;
  };
  test.after(async () => {
    // A page that outlives its server says so.
    await Promise.all([...contexts].map((context) => context.close()));
    contexts.clear();
    await stop();
  });
  const isReady = () => {
    assert.ok(
      child.pid !== undefined && child.exitCode === null,
      `${command} has ended, or cannot be started: ${logged}`,
    );
    return existsSync(ready);
  };
  await until('the server is ready', isReady);
  const { endpoint } = JSON.parse(readFileSync(ready, 'utf8'));
  return { endpoint, port: Number(new URL(endpoint).port), stop, printed: () => printed };
}

/** Sends an order to the control plane, as another program than the page. */
export const order = (endpoint, method, path, body) =>
  fetch(`${endpoint}/_ossmock/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });

/** One browser for all tests: each has a context of its own. */
let browser;
let profile;

export async function startBrowser() {
  profile = mkdtempSync(join(tmpdir(), 'ossmock-chromium-'));
  const args = [...ARGUMENTS, `--disk-cache-dir=${profile}`];
  browser = await chromium.launch({ executablePath: process.env.OSSMOCK_CHROMIUM, headless: true, args });
}

export async function stopBrowser() {
  await browser?.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * Opens the page, as wide as said. In the end nothing may have been said on its console but what `allowed` matches, nothing
 * may have violated its policy, and nothing of another server may have been asked for.
 */
export async function look(
  test,
  endpoint,
  { width = 1440, height = 900, scheme = 'light', hash = '', allowed = null } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  contexts.add(context);
  const said = [];
  await context.exposeFunction('__violated', (what) => said.push(`policy violated: ${what}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.__violated(`${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(SOON);
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error: ${error.stack}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${endpoint}/_ossmock/`) && request.url() !== 'data:,')
      said.push(`asked: ${request.url()}`);
  });
  test.after(async () => {
    const wrong = said.filter((text) => !allowed?.test(text));
    assert.deepEqual(wrong, [], 'the page had something to say');
  });
  const response = await page.goto(`${endpoint}/_ossmock/${hash}`);
  assert.equal(response.status(), 200);
  return page;
}

/** Serves an empty page, whose origins are its port on `127.0.0.1` and on `localhost`. */
export async function servePage(test) {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>A page</title>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${server.address().port}`, other: `http://localhost:${server.address().port}` };
}

/** Opens a page of another server, with a cache of its own. */
export async function visit(origin) {
  const context = await browser.newContext();
  contexts.add(context);
  const page = await context.newPage();
  page.setDefaultTimeout(SOON);
  await page.goto(`${origin}/`);
  return page;
}

/** Waits until something is so; a failure says what was not, and what there was instead. */
export async function until(what, found, instead = () => '') {
  const end = Date.now() + SOON;
  while (Date.now() < end) {
    const it = await found();
    if (it) return it;
    await sleep(20);
  }
  assert.fail(`in ${SOON / 1000} s it did not come to this: ${what}${instead()}`);
}

/** Waits until a text is the one that is expected. */
export async function untilText(locator, expected) {
  let found;
  const is = async () => {
    found = (await locator.allInnerTexts()).join('\n');
    return expected instanceof RegExp ? expected.test(found) : found === expected;
  };
  await until(`${locator} is ${expected}`, is, () => `\nfound: ${found}`);
}

/** The rows that are shown, from the top, each as the texts of its cells. */
export function rows(page) {
  return page.locator('#rows > *').evaluateAll((all) => {
    const shown = all.filter((row) => !row.hidden);
    return shown.map((row) => Object.fromEntries([...row.children].map((cell) => [cell.className, cell.textContent])));
  });
}

/** Waits until so many calls are shown. */
export async function untilRows(page, count) {
  let found;
  const is = async () => (found = (await rows(page)).length) === count;
  await until(`${count} calls are shown`, is, () => `, but ${found}`);
}

/** What has the focus, and how that is seen. */
export function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return { id: element.id, tag: element.tagName, text: element.textContent.trim(), seen };
  });
}

/** Nothing is wider than the window, as a whole or in a pane. */
export async function assertFits(page, what) {
  const wide = await page.evaluate(() => {
    const all = [
      document.documentElement,
      ...document.querySelectorAll('header, header *, main, main *, dialog[open], dialog[open] *'),
    ];
    // What cuts its text off with a sign has it wider by intention, and says so.
    const cut = (element) => getComputedStyle(element).textOverflow === 'ellipsis';
    const scrolls = (element) =>
      element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline';
    const shown = (element) => element.clientWidth > 0 && !element.closest('.unseen, .filters span');
    return all
      .filter((it) => shown(it) && scrolls(it) && !cut(it))
      .map((it) => `${it.tagName}#${it.id}.${it.className}`);
  });
  assert.deepEqual(wide, [], `${what}: these are wider than their place`);
}

/** Every text stands out from what it is on, as WCAG AA wants it. */
export async function assertLegible(page, what) {
  const faint = await page.evaluate(() => {
    const numbers = (color) => color.match(/[\d.]+/g).map(Number);
    const light = (color) => {
      const [r, g, b] = numbers(color)
        .map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const color = getComputedStyle(at).backgroundColor;
        if ((numbers(color)[3] ?? 1) > 0) return color;
      }
      return 'rgb(255, 255, 255)';
    };
    const texts = [...document.querySelectorAll('body *')].filter((element) => {
      const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
      return own && element.checkVisibility() && element.getClientRects().length > 0;
    });
    return texts.flatMap((element) => {
      const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
      const ratio = (a + 0.05) / (b + 0.05);
      return ratio < 4.5
        ? [`${element.className || element.tagName} ${ratio.toFixed(2)}: ${element.textContent.trim().slice(0, 40)}`]
        : [];
    });
  });
  assert.deepEqual(faint, [], `${what}: these texts are faint`);
}
