// The server of one test file: its own, or a world of its own on the server at OSSMOCK_ENDPOINT.

import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { TestClient, connect } from './client.js';
import { startServer } from './server.js';

/** @import { World } from './openapi.js' */
/** @import { ServerOptions } from './server.js' */

/** The most characters of a file's name in the id of its world. */
const LONGEST = 400;

/** A world of one test file, on a server that others use as well. */
export class FileWorld extends TestClient {
  /** @type {World | undefined} */
  #start;

  /**
   * Sets the world to begin with, and to which `reset` returns.
   * @param {NonNullable<ServerOptions['world']>} world
   */
  async beginWith(world) {
    // Written back as it was read, it keeps its AccessKeys.
    this.#start = structuredClone(await this.world(world));
  }

  /** Goes back to the start of the file. */
  async reset() {
    await super.reset();
    if (this.#start) await this.world(this.#start);
  }

  /** Ends the world. The server goes on. */
  async stop() {
    await this.end();
  }
}

/**
 * Returns a server for a test file: one that is started or, with OSSMOCK_ENDPOINT, a world on the server there.
 * @param {ServerOptions} [options]
 */
export async function fileServer(options = {}) {
  const { OSSMOCK_ENDPOINT: endpoint, OSSMOCK_TOKEN: token } = process.env;
  if (!endpoint) return startServer(options);
  const { world, ...flags } = options;
  const [flag] = Object.entries(flags).find(([, value]) => value !== undefined) ?? [];
  if (flag) {
    throw new TypeError(
      `the option \`${flag}\` is for a server that is started, and OSSMOCK_ENDPOINT names one that runs: give it to that ` +
        'server, or unset OSSMOCK_ENDPOINT',
    );
  }
  const server = await connect(endpoint, { token: token || undefined }).catch((error) => {
    error.message += ': start `ossmock serve` there, or unset OSSMOCK_ENDPOINT';
    throw error;
  });
  const name = basename(process.argv[1] ?? '').replace(/[^ -~]/g, '?');
  const own = await server.test(`${name.slice(-LONGEST)} ${randomUUID()}`.trim(), {}, FileWorld);
  if (world !== undefined) await own.beginWith(world);
  return own;
}
