// A server for a file of `node:test`.

import { after, afterEach, beforeEach } from 'node:test';
import { fileServer } from './shared.js';
import { Suite } from './suite.js';

/**
 * Starts a server for this file, resets it before each test, and stops it after the last one. With the variable
 * OSSMOCK_ENDPOINT, it makes a world on the server there instead. The error of a failed test ends with the refused calls and
 * the missing permissions.
 * @param {import('./server.js').ServerOptions} [options]
 */
export async function useOssmock(options) {
  const server = await fileServer(options);
  const suite = new Suite(server);
  beforeEach((test) => suite.begin(nameOf(test)));
  afterEach((test) => suite.end(nameOf(test), thrown(test)));
  after(() => server.stop());
  return server;
}

/**
 * The name of a test after those of its groups.
 * @param {any} test
 * @returns {string}
 */
const nameOf = ({ fullName }) => fullName;

/**
 * The error that a test threw, which the runner wraps.
 * @param {any} test
 */
const thrown = ({ error }) => (typeof error?.cause === 'object' && error.cause ? error.cause : error);
