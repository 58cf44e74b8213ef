// A server for a file of vitest.

import { afterAll, afterEach, beforeEach } from 'vitest';
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
  beforeEach(({ task }) => suite.begin(task.name));
  afterEach(({ task }) => suite.end(task.name, task.result?.errors?.at(-1)));
  afterAll(() => server.stop());
  return server;
}
