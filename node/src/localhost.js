// Resolves names under `localhost` to this machine: `node --import ossmock/localhost`. Not every system does.

import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

const ADDRESS = '127.0.0.1';
const FAMILY = 4;

/** @param {unknown} name */
const isLocal = (name) => typeof name === 'string' && /\.localhost\.?$/i.test(name);

const { lookup } = dns;
const { lookup: lookupPromise } = dns.promises;

/** @type {any} */ (dns).lookup = (/** @type {any[]} */ ...args) => {
  const [name, options, callback = options] = args;
  if (!isLocal(name)) return /** @type {any} */ (lookup)(...args);
  const found = options?.all ? [null, [{ address: ADDRESS, family: FAMILY }]] : [null, ADDRESS, FAMILY];
  process.nextTick(callback, ...found);
};

/** @type {any} */ (dns.promises).lookup = async (/** @type {any[]} */ ...args) => {
  const [name, options] = args;
  if (!isLocal(name)) return /** @type {any} */ (lookupPromise)(...args);
  const found = { address: ADDRESS, family: FAMILY };
  return options?.all ? [found] : found;
};

syncBuiltinESMExports();
