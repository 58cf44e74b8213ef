// Calls that show what the inspector shows: allowed, denied, wrongly signed, with a key that is hostile.

import { CI, OWNER, rule, send } from './sign.mjs';

/** A key that would be markup, and would say so. */
export const HOSTILE = '<img src=x onerror="window.struck=1">.txt';

/** How many calls that are. */
export const CALLS = 15;

/** Sends them one after the other; what was signed in those that are signed wrongly comes back. */
export async function traffic(endpoint) {
  const put = (who, key, more = {}) =>
    send(endpoint, who, 'PUT', 'logs', { key, body: 'hello', type: 'text/plain', ...more });
  await put(OWNER, '2026/11/app.log');
  await put(CI, '2026/11/ci.log');
  await send(endpoint, CI, 'GET', 'logs', { key: '2026/11/app.log' });
  await send(endpoint, CI, 'GET', 'logs', { query: 'encryption' });
  await send(endpoint, CI, 'PUT', 'logs', { query: 'encryption', body: rule('AES256'), type: 'application/xml' });
  await send(endpoint, CI, 'PUT', 'images', { query: 'encryption', body: rule('AES256'), type: 'application/xml' });
  await put(OWNER, HOSTILE);
  await send(endpoint, CI, 'DELETE', 'logs');
  await send(endpoint, null, 'GET', 'logs', { query: 'encryption' });
  await send(endpoint, OWNER, 'PUT', 'images', {
    key: 'logo.svg',
    body: '<svg/>',
    type: 'image/svg+xml',
    headers: { 'x-oss-surprise': '1' },
  });
  await send(endpoint, OWNER, 'PUT', 'images', {
    key: 'secret.bin',
    body: 'x',
    type: 'application/octet-stream',
    headers: { 'x-oss-server-side-encryption': 'KMS', 'x-oss-server-side-encryption-key-id': 'key-old' },
  });
  await send(endpoint, OWNER, 'PUT', 'images', { query: 'encryption', body: '<Rule/>', type: 'application/xml' });
  await send(endpoint, OWNER, 'GET', 'images', { query: 'lifecycle' });
  const untyped = await put(OWNER, 'untyped', { version: 1, signType: false });
  const mistaken = await put({ ...CI, secret: 'another' }, 'mistaken');
  return { untyped, mistaken };
}
