// The server of one test file: each test begins with a fresh world, and a failed one tells about its refused calls.

/** @import { Server } from './server.js' */
/** @import { FileWorld } from './shared.js' */

export class Suite {
  #server;
  /** @type {Set<string>} */
  #running = new Set();

  /** @param {Server | FileWorld} server */
  constructor(server) {
    this.#server = server;
  }

  /**
   * Resets the server before a test. A subtest, whose full name begins with that of a running test, shares its world.
   * @param {string} test
   */
  async begin(test) {
    const [other] = this.#running;
    const isSubtest = [...this.#running].some((running) => test.startsWith(`${running} > `));
    if (other !== undefined && !isSubtest) {
      throw new Error(
        `\`${test}\` and \`${other}\` run at the same time and share one server: run the tests of a file one after the ` +
          `other, or give each its own server with startServer`,
      );
    }
    this.#running.add(test);
    if (!isSubtest) await this.#server.reset();
  }

  /**
   * Ends a test; if it failed, adds its refused calls to the error.
   * @param {string} test
   * @param {unknown} error
   */
  async end(test, error) {
    this.#running.delete(test);
    if (!error || typeof error !== 'object') return;
    const refusals = await this.#server
      .refusals()
      .catch(({ message }) => `ossmock cannot list the refused calls: ${message}`);
    if (refusals) append(error, `\n\n${refusals}`);
  }
}

/**
 * Appends a text to what runners print of an error, once.
 * @param {{ message?: string, stack?: string, cause?: unknown }} error
 * @param {string} text
 */
function append(error, text) {
  // The stack first: it may be written when it is read, with the message in it.
  for (const part of /** @type {const} */ (['stack', 'message', 'cause'])) {
    const before = error[part];
    if (typeof before === 'string' && !before.endsWith(text)) error[part] = before + text;
  }
}
