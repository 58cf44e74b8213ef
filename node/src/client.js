// A client of the control plane: one method for each operation of its OpenAPI document.

import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { describeRefusals } from './refusals.js';

/** @import * as Api from './openapi.js' */

/**
 * @typedef {object} Credentials
 * @property {string} accessKeyId
 * @property {string} accessKeySecret
 * @property {string} [stsToken] The security token of a session.
 */

/**
 * @typedef {object} Connection
 * @property {string} [token] The token of a server that was started with `--allow-remote`.
 * @property {string} [ca] The certificate (PEM) of the authority to trust, for a server with TLS.
 */

/**
 * @typedef {object} ArmedFault
 * @property {number} id
 * @property {() => Promise<number>} hits Returns the number of calls that the fault has changed.
 * @property {() => Promise<void>} end Disarms the fault.
 */

/** A refused or failed request to the control plane. */
export class ControlError extends Error {
  name = 'ControlError';

  /**
   * @param {string} message
   * @param {{ status?: number, cause?: unknown }} [details]
   */
  constructor(message, { status, cause } = {}) {
    super(message, { cause });
    /** The HTTP status; `undefined` if there was no response. */
    this.status = status;
  }
}

/** A client of a running server. */
export class Client {
  /** The address of the server, such as `http://127.0.0.1:9000`. */
  endpoint;
  /** The certificate (PEM) of the authority that clients must trust; `undefined` without TLS. */
  ca;
  #token;
  /** @type {Api.World} */
  #world = {};

  /**
   * @param {string | URL} endpoint
   * @param {Connection} [connection]
   */
  constructor(endpoint, { token, ca } = {}) {
    this.endpoint = new URL(endpoint).origin;
    this.ca = ca;
    this.#token = token;
  }

  /** The region of endpoints that name none, such as `cn-hangzhou`. */
  get region() {
    return this.#world.region ?? '';
  }

  /** The credentials of the first account of the world. */
  get credentials() {
    const account = this.#world.account?.[0];
    if (!account) throw new Error('the world has no account: give it one, such as { account: [{ name: "acme" }] }');
    return this.credentialsOf(account.name);
  }

  /**
   * Returns the credentials of `account`, `account/ram-user` or `account/role/session`.
   * @param {string} caller
   * @returns {Credentials}
   */
  credentialsOf(caller) {
    const all = callers(this.#world);
    const keys = all.get(caller);
    if (!keys) throw new Error(`the world has no caller \`${caller}\`: it has ${[...all.keys()].join(', ') || 'none'}`);
    return {
      accessKeyId: keys.access_key_id ?? '',
      accessKeySecret: keys.access_key_secret ?? '',
      ...(keys.security_token && { stsToken: keys.security_token }),
    };
  }

  /**
   * Returns the world, after it was replaced or edited if there is an argument.
   *
   * - An object is the new world; a path or file URL names a world file in TOML.
   * - A function gets the present world, and changes it or returns another one.
   * @param {Api.World | string | URL | ((world: Api.World) => Api.World | void | Promise<Api.World | void>)} [next]
   * @returns {Promise<Api.World>}
   */
  async world(next) {
    if (next === undefined) {
      this.#world = await this.#send('GET', 'world');
    } else if (typeof next === 'function') {
      const world = await this.world();
      this.#world = await this.#send('PUT', 'world', { json: (await next(world)) ?? world });
    } else if (typeof next === 'string' || next instanceof URL) {
      this.#world = await this.#send('PUT', 'world', { toml: await readFile(next, 'utf8') });
    } else {
      this.#world = await this.#send('PUT', 'world', { json: next });
    }
    return this.#world;
  }

  /**
   * Sets the world and the clock back to their start, empties the journal, and ends the faults armed over the control
   * plane.
   */
  async reset() {
    await this.#send('POST', 'reset');
    await this.world();
  }

  /**
   * Replicates what is due.
   * @returns {Promise<Api.Replicated>}
   */
  replicate() {
    return this.#send('POST', 'replicate');
  }

  /**
   * Does what is due by the clock, such as the actions of lifecycle rules, and then replicates.
   * @returns {Promise<Api.DueReport>}
   */
  runDue() {
    return this.#send('POST', 'run-due');
  }

  /**
   * Returns the recorded calls, oldest first.
   * @param {Api.GetJournalQuery} [filter]
   * @returns {Promise<Api.Journal>}
   */
  journal(filter) {
    return this.#send('GET', 'journal', { query: filter });
  }

  /** Empties the journal. */
  async clearJournal() {
    await this.#send('DELETE', 'journal');
  }

  /**
   * Describes the last refused calls and the missing permissions; an empty text if there are none.
   * @returns {Promise<string>}
   */
  async refusals() {
    return describeRefusals((await this.journal({ outcome: 'refused' })).records);
  }

  /**
   * Sets the clock (`{ set: date }`), moves it (`{ advance: 'PT15M' }`), or lets it follow the system's clock
   * (`{ follow: 'system' }`).
   * @param {{ set: string | Date } | { advance: string } | { follow: 'system' }} change
   * @returns {Promise<Api.Clock>}
   */
  clock(change) {
    return this.#send('POST', 'clock', { json: change });
  }

  /**
   * Moves the clock forward by a number of seconds or an ISO 8601 duration.
   * @param {number | string} duration
   * @returns {Promise<Api.Clock>}
   */
  advance(duration) {
    if (typeof duration === 'number' && !(Number.isFinite(duration) && duration >= 0)) {
      throw new RangeError(`the clock cannot advance by ${duration} seconds: give a number that is 0 or more`);
    }
    return this.clock({ advance: typeof duration === 'number' ? `PT${duration.toFixed(3)}S` : duration });
  }

  /**
   * Arms a fault until it is ended or the server is reset.
   * @param {Api.FaultWanted} wanted
   * @returns {Promise<ArmedFault>}
   */
  async fault(wanted) {
    /** @type {Api.FaultArmed} */
    const { id } = await this.#send('POST', 'faults', { json: wanted });
    const hits = async () => {
      const { faults } = await this.faults();
      const fault = faults.find((fault) => fault.id === id);
      if (!fault) throw new Error(`fault ${id} is not armed any more: it was ended, or the server was reset`);
      return fault.hits;
    };
    return { id, hits, end: () => this.endFaults(id) };
  }

  /**
   * Returns the armed faults.
   * @returns {Promise<Api.Faults>}
   */
  faults() {
    return this.#send('GET', 'faults');
  }

  /**
   * Ends the fault with this id; without an id, all that were armed over the control plane.
   * @param {number} [id]
   */
  async endFaults(id) {
    await this.#send('DELETE', 'faults', { query: { id } });
  }

  /**
   * Returns a summary of the buckets and KMS keys, without secrets and objects.
   * @returns {Promise<Api.Overview>}
   */
  overview() {
    return this.#send('GET', 'overview');
  }

  /**
   * Returns the calls that OSS made to KMS.
   * @param {Api.GetKmsQuery} [limits]
   * @returns {Promise<Api.Kms>}
   */
  kms(limits) {
    return this.#send('GET', 'kms', { query: limits });
  }

  /**
   * Returns the answers that were only assumed, and the ignored parts of requests.
   * @returns {Promise<Api.Honesty>}
   */
  honesty() {
    return this.#send('GET', 'honesty');
  }

  /**
   * Returns if the server runs, and fails otherwise.
   * @returns {Promise<Api.Health>}
   */
  health() {
    return this.#send('GET', 'health');
  }

  /**
   * Returns the OpenAPI document of the control plane.
   * @returns {Promise<Record<string, any>>}
   */
  openapi() {
    return this.#send('GET', 'openapi.json');
  }

  /**
   * Returns the HTML of the inspector; browsers find it at `<endpoint>/_ossmock/`.
   * @returns {Promise<string>}
   */
  inspector() {
    return this.#send('GET', '');
  }

  /**
   * Returns the end of the server in words, if it is known to have ended.
   * @returns {Promise<string | undefined>}
   */
  async ended() {
    return undefined;
  }

  /**
   * Sends a request, and returns the body of the response: parsed if it is JSON.
   * @param {string} method
   * @param {string} path
   * @param {{ query?: object, json?: unknown, toml?: string }} [content]
   * @returns {Promise<any>}
   */
  async #send(method, path, { query = {}, toml, ...content } = {}) {
    if (typeof query !== 'object') throw new TypeError(`give an object of query parameters instead of \`${query}\``);
    const body = 'json' in content ? JSON.stringify(content.json ?? null) : toml;
    const url = new URL(`/_ossmock/${path}`, this.endpoint);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const headers = {
      ...(this.#token && { authorization: `Bearer ${this.#token}` }),
      ...(body !== undefined && {
        'content-type': toml === undefined ? 'application/json' : 'application/toml',
        'content-length': Buffer.byteLength(body),
      }),
    };
    const what = `${method} ${url.pathname}${url.search}`;
    const response = await exchange(url, { method, headers, ca: this.ca }, body).catch(async (cause) => {
      const reason = (await this.ended()) ?? (cause.message || cause.code);
      throw new ControlError(`${what}: no response from ${this.endpoint}: ${reason}`, { cause });
    });
    const { status, text } = response;
    const json = response.type.startsWith('application/json') ? JSON.parse(text) : undefined;
    if (status < 300) return json ?? text;
    /** @type {Partial<Api.Problem>} */
    const { problem = text, line, column } = json ?? {};
    const place = line === undefined ? '' : ` (line ${line}, column ${column} of the body)`;
    throw new ControlError(`${what}: ${status} ${problem}${place}`, { status });
  }
}

/**
 * Connects to a running server.
 * @param {string | URL} endpoint
 * @param {Connection} [connection]
 */
export async function connect(endpoint, connection) {
  const client = new Client(endpoint, connection);
  await client.world();
  return client;
}

/**
 * The AccessKeys of a world, by the names of the callers.
 * @param {Api.World} world
 * @returns {Map<string, { access_key_id?: string, access_key_secret?: string, security_token?: string }>}
 */
function callers(world) {
  const all = new Map();
  for (const account of world.account ?? []) {
    all.set(account.name, account);
    for (const user of account.ram_user ?? []) all.set(`${account.name}/${user.name}`, user);
    for (const role of account.role ?? []) {
      for (const session of role.session ?? []) all.set(`${account.name}/${role.name}/${session.name}`, session);
    }
  }
  return all;
}

/**
 * Sends one request on a connection of its own, never through a proxy.
 * @param {URL} url
 * @param {https.RequestOptions} options
 * @param {string} [body]
 * @returns {Promise<{ status: number, type: string, text: string }>}
 */
function exchange(url, options, body) {
  const { request, Agent } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, agent: new Agent() }, async (response) => {
      try {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, type: headers['content-type'] ?? '', text: await text(response) });
      } catch (error) {
        reject(error);
      }
    });
    sent.on('error', reject).end(body);
  });
}
