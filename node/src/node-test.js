// A server for a file of `node:test`.

import { after, afterEach, beforeEach } from 'node:test';
import { startServer } from './server.js';
import { Suite } from './suite.js';

/**
 * Starts a server for this file, resets it before each test, and stops it after the last one. The error of a failed test
 * ends with the refused calls and the missing permissions.
 * @param {import('./server.js').ServerOptions} [options]
 */
export async function useOssmock(options) {
  const server = await startServer(options);
  const suite = new Suite(server);
  // The full name and the error are newer than the types of some versions of Node.
  /** @typedef {{ name: string, fullName: string, error?: any }} Test */
  beforeEach((test) => suite.begin(/** @type {Test} */ (test).fullName));
  afterEach((test) => suite.end(/** @type {Test} */ (test).fullName, thrown(/** @type {Test} */ (test).error)));
  after(() => server.stop());
  return server;
}

/**
 * The error that a test threw, which the runner wraps.
 * @param {any} error
 */
const thrown = (error) => (typeof error?.cause === 'object' && error.cause ? error.cause : error);
