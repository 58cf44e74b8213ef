// A client of the control plane: one method for each operation of its OpenAPI document.

import { AssertionError } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { callers } from './callers.js';
import { ControlError, exchange } from './exchange.js';
import { describeRefusals } from './refusals.js';

/** @import * as Api from './openapi.js' */

/** The version of the control plane that this package knows. */
const VERSION = 1;

/** The paths that a client may ask before it knows the version of the server. */
const UNVERSIONED = ['', 'about', 'health', 'openapi.json'];

/** The characters to show before and after a mistake in a body. */
const [BEFORE, AFTER] = [30, 15];

/**
 * @typedef {object} Credentials
 * @property {string} accessKeyId
 * @property {string} accessKeySecret
 * @property {string} [stsToken] The security token of a session.
 */

/**
 * @typedef {object} Connection
 * @property {string} [token] The token of a server that was started with `--token`, `--host` or `--allow-remote`.
 * @property {string} [ca] The certificate (PEM) of the authority to trust, for a server with TLS.
 * @property {string} [testId] The id of a test with a world of its own, which all requests are about then.
 */

/**
 * @typedef {object} ArmedFault
 * @property {number} id
 * @property {() => Promise<number>} hits Returns the number of calls that the fault has changed.
 * @property {() => Promise<void>} end Disarms the fault.
 */

/**
 * @typedef {object} Expectation
 * @property {number} id
 * @property {() => Promise<number>} count Returns the number of calls; for an order, the number of times that it came.
 * @property {() => Promise<boolean>} met Returns `true` if the expectation is met now.
 * @property {() => Promise<void>} end Ends the expectation.
 */

/** A client of a running server. */
export class Client {
  /** The address of the server, such as `http://127.0.0.1:9000`. */
  endpoint;
  /** The certificate (PEM) of the authority that clients must trust; `undefined` without TLS. */
  ca;
  /** The id of the test whose world this is; `undefined` for the world of the server. */
  testId;
  #token;
  /** @type {Promise<void> | undefined} */
  #version;
  /** @type {Api.World} */
  #world = {};

  /**
   * @param {string | URL} endpoint
   * @param {Connection} [connection]
   */
  constructor(endpoint, { token, ca, testId } = {}) {
    this.endpoint = new URL(endpoint).origin;
    this.ca = ca;
    this.testId = testId;
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
   * Sets settings of a bucket, with their names and forms in a world: all of them, or none if one is wrong.
   * Returns a warning for each bucket and KMS key that they name and that is missing.
   * @param {string} bucket
   * @param {Partial<Omit<Api.Bucket, 'name'>>} settings
   * @returns {Promise<string[]>}
   */
  async setSettings(bucket, settings) {
    return (await this.#send('POST', 'settings', { query: { bucket }, json: settings })).warnings;
  }

  /**
   * Sets a setting of a bucket to that of a new bucket.
   * @param {string} bucket
   * @param {string} setting
   */
  async resetSetting(bucket, setting) {
    await this.#send('DELETE', 'settings', { query: { bucket, setting } });
  }

  /**
   * Attaches a policy to a RAM user, a group or a role.
   * @param {Api.NewPolicy} wanted
   */
  async attachPolicy(wanted) {
    await this.#send('POST', 'policies', { json: wanted });
  }

  /**
   * Detaches all policies of a RAM user, a group or a role.
   * @param {Api.DetachPoliciesQuery} holder
   */
  async detachPolicies(holder) {
    await this.#send('DELETE', 'policies', { query: holder });
  }

  /**
   * Sets the state of a KMS key.
   * @param {Api.KeyState} wanted
   */
  async setKeyState(wanted) {
    await this.#send('POST', 'kms/state', { json: wanted });
  }

  /**
   * Explains a permission decision without a request.
   * @param {Api.Question} question
   * @returns {Promise<Api.Answer>}
   */
  explain(question) {
    return this.#send('POST', 'explain', { json: question });
  }

  /**
   * Returns the least RAM policy that the calls of a caller needed; `null` if none of its calls needed one.
   * @param {string} caller
   * @returns {Promise<Api.RequiredPolicy['policy']>}
   */
  async requiredPolicy(caller) {
    return (await this.#send('GET', 'required-policy', { query: { caller } })).policy;
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
   * Sets the clock and stops it there (`{ set: date }`), moves it (`{ advance: 'PT15M' }`), stops it (`{ freeze: true }`), or
   * lets it follow the system's clock (`{ follow: 'system' }`).
   * @param {{ set: string | Date } | { advance: string } | { freeze: true } | { follow: 'system' }} change
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
   * Expects calls from now on: a `call`, or calls `in_order`, and their count; without a count, at least one.
   * @param {Api.NewExpectation} wanted
   * @returns {Promise<Expectation>}
   */
  async expect(wanted) {
    return this.#expectation(await this.#send('POST', 'expectations', { json: wanted }));
  }

  /**
   * Lets `verify` fail if a call comes, from now on, that no expectation covers.
   * @returns {Promise<Expectation>}
   */
  async denyUnexpected() {
    return this.#expectation(await this.#send('POST', 'deny-unexpected'));
  }

  /**
   * Returns the expectations with their counts.
   * @returns {Promise<Api.Expectations>}
   */
  expectations() {
    return this.#send('GET', 'expectations');
  }

  /**
   * Ends the expectation with this id; without an id, all.
   * @param {number} [id]
   */
  async endExpectations(id) {
    await this.#send('DELETE', 'expectations', { query: { id } });
  }

  /** Throws an `AssertionError` if an expectation is not met, or an unexpected call came. Expectations stay. */
  async verify() {
    /** @type {Api.Verification} */
    const { failures } = await this.#send('POST', 'verify');
    if (failures.length) throw new AssertionError({ message: failures.join('\n'), stackStartFn: this.verify });
  }

  /**
   * @param {Api.ExpectationArmed} armed
   * @returns {Expectation}
   */
  #expectation({ id }) {
    const state = async () => {
      const { expectations } = await this.expectations();
      const expectation = expectations.find((expectation) => expectation.id === id);
      if (!expectation)
        throw new Error(`expectation ${id} is not armed any more: it was ended, or the server was reset`);
      return expectation;
    };
    return {
      id,
      count: async () => (await state()).count,
      met: async () => (await state()).met,
      end: () => this.endExpectations(id),
    };
  }

  /**
   * Takes a snapshot of the world. It replaces one of the same name.
   * @param {string} name
   */
  async snapshot(name) {
    await this.#send('PUT', 'snapshots', { query: { name } });
  }

  /**
   * Returns the names of the snapshots.
   * @returns {Promise<string[]>}
   */
  async snapshots() {
    return (await this.#send('GET', 'snapshots')).snapshots;
  }

  /**
   * Deletes a snapshot.
   * @param {string} name
   */
  async deleteSnapshot(name) {
    await this.#send('DELETE', 'snapshots', { query: { name } });
  }

  /**
   * Restores the world of a snapshot. Journal and clock stay.
   * @param {string} name
   */
  async restore(name) {
    await this.#send('POST', 'restore', { query: { name } });
    await this.world();
  }

  /**
   * Returns the differences between a snapshot and a later one, or the world as it is.
   * @param {string} from
   * @param {string} [to]
   * @returns {Promise<Api.WorldDiff>}
   */
  diff(from, to) {
    return this.#send('GET', 'diff', { query: { from, to } });
  }

  /**
   * Makes a world for a test. It begins as the server began or, with `{ from: 'now' }`, as the server is now. It has
   * credentials of its own: clients reach it by them. Its journal, faults, clock, expectations and snapshots are its own
   * as well.
   * @template {TestClient} [Own=TestClient]
   * @param {string} id
   * @param {Omit<Api.NewTest, 'id'>} [beginning]
   * @param {new (server: Client, connection: Connection) => Own} [Kind] The class of the client.
   * @returns {Promise<Own>}
   */
  async test(id, beginning, Kind = /** @type {any} */ (TestClient)) {
    await this.#send('POST', 'tests', { json: { id, ...beginning } });
    const own = new Kind(this, { token: this.#token, ca: this.ca, testId: id });
    /** @type {Client} */ (own).#version = this.#version; // it is the same server
    await own.world();
    return own;
  }

  /**
   * Returns the ids of the tests that have a world.
   * @returns {Promise<string[]>}
   */
  async tests() {
    /** @type {Api.Tests} */
    const { tests } = await this.#send('GET', 'tests');
    return tests.map(({ id }) => id);
  }

  /**
   * Ends the world of a test, such as one whose process was killed.
   * @param {string} id
   */
  async endTest(id) {
    await this.#send('DELETE', 'tests', { query: { id } });
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
   * Returns the versions of the control plane and of ossmock.
   * @returns {Promise<Api.About>}
   */
  about() {
    return this.#send('GET', 'about');
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
   * Fails unless the server speaks the version of the control plane that this package knows.
   */
  async #checkVersion() {
    const old = (/** @type {unknown} */ error) => {
      if (error instanceof ControlError && error.status === 404) return { control_plane: 0 };
      throw error;
    };
    /** @type {Pick<Api.About, 'control_plane'>} */
    const { control_plane: version } = await this.#exchange('GET', 'about', {}).catch(old);
    if (version === VERSION) return;
    const remedy =
      version > VERSION
        ? `is version ${version}: update this package`
        : 'is an older one: update the command `ossmock`';
    throw new ControlError(
      `this package knows version ${VERSION} of the control plane, and that of ${this.endpoint} ${remedy}`,
    );
  }

  /**
   * Sends a request, and returns the body of the response: parsed if it is JSON. Checks the version before the first one.
   * @param {string} method
   * @param {string} path
   * @param {{ query?: object, json?: unknown, toml?: string }} [content]
   * @returns {Promise<any>}
   */
  async #send(method, path, content = {}) {
    if (!UNVERSIONED.includes(path)) {
      this.#version ??= this.#checkVersion().catch((error) => {
        this.#version = undefined;
        throw error;
      });
      await this.#version;
    }
    return this.#exchange(method, path, content, this.testId);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{ query?: object, json?: unknown, toml?: string }} content
   * @param {string} [testId]
   * @returns {Promise<any>}
   */
  async #exchange(method, path, { query = {}, toml, ...content }, testId) {
    if (typeof query !== 'object') throw new TypeError(`give an object of query parameters instead of \`${query}\``);
    const body = 'json' in content ? JSON.stringify(content.json ?? null) : toml;
    const url = new URL(`/_ossmock/${path}`, this.endpoint);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    const headers = {
      ...(this.#token && { authorization: `Bearer ${this.#token}` }),
      ...(testId !== undefined && { 'x-ossmock-test-id': testId }),
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
    const place =
      line === undefined ? '' : ` (${'json' in content ? near(body, column) : `line ${line}, column ${column}`})`;
    throw new ControlError(`${what}: ${status} ${problem}${place}`, { status });
  }
}

/** A client of the world of a test. */
export class TestClient extends Client {
  #server;

  /**
   * @param {Client} server
   * @param {Connection} connection
   */
  constructor(server, connection) {
    super(server.endpoint, connection);
    this.#server = server;
  }

  /** Ends the world. */
  async end() {
    await this.#server.endTest(/** @type {string} */ (this.testId));
  }

  /** Returns the end of the server in words, if it is known to have ended. */
  ended() {
    return this.#server.ended();
  }
}

/**
 * The part of a body about a mistake.
 * @param {string} [body]
 * @param {number} [column]
 */
function near(body = '', column = 0) {
  return `near \`${body.slice(Math.max(column - BEFORE, 0), column + AFTER)}\``;
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
