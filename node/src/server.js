// Starts the command as a child process, and stops it.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from './client.js';
import { command } from './command.js';
import { toArguments } from './options.js';
import { toToml } from './toml.js';

/** @import { World } from './openapi.js' */
/** @import { Flags } from './options.js' */

/**
 * @typedef {Flags & { world?: World | string | URL }} ServerOptions The world is an object, or the path or file URL of a
 * world file in TOML; by default there is the account `default` and nothing else.
 */

const KEEPER = fileURLToPath(new URL('keeper.js', import.meta.url));

/** The time in milliseconds that a server has to start. */
const PATIENCE = 30_000;

/** The most characters of the server's output to keep. */
const OUTPUT = 16_384;

/** A server that this process has started. It ends with this process at the latest. */
export class Server extends Client {
  #process;

  /**
   * @param {Process} process
   * @param {string} endpoint
   * @param {import('./client.js').Connection} connection
   */
  constructor(process, endpoint, connection) {
    super(endpoint, connection);
    this.#process = process;
  }

  /** Stops the server. Fails if its exit status is not 0, such as with the option `denyIgnored`. */
  async stop() {
    await this.#process.stop();
  }

  /** Returns the end of the server in words; `undefined` if it still runs after a second. */
  async ended() {
    for (let tries = 0; tries < 20 && !this.#process.ended; tries++) await sleep(50);
    return this.#process.ended;
  }
}

/** The keeper and its output. */
class Process {
  #child;
  #out = '';
  #err = '';
  /** @type {Promise<void>} */
  #exit;
  #stopped = false;

  /** @param {string[]} args */
  constructor(args) {
    const env = { ...process.env };
    delete env.NODE_OPTIONS; // the preloads of the caller are not for the keeper
    const child = spawn(process.execPath, [KEEPER, ...args], { env, windowsHide: true });
    child.stdout.on('data', (data) => (this.#out = (this.#out + data).slice(0, OUTPUT)));
    child.stderr.on('data', (data) => (this.#err = (this.#err + data).slice(-OUTPUT)));
    this.#exit = new Promise((resolve) => child.once('close', () => resolve()));
    this.#child = child;
  }

  /** The output on stdout. */
  get out() {
    return this.#out;
  }

  /** The end of the process in words; `undefined` while it runs. */
  get ended() {
    if (this.#stopped) return 'it was stopped';
    const { exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) return undefined;
    return `it ended with ${signalCode ?? `status ${exitCode}`}${this.#err && `: ${this.#err.trim()}`}`;
  }

  /** Lets this process end while the server runs. */
  unref() {
    const { stdin, stdout, stderr } = this.#child;
    this.#child.unref();
    for (const stream of [stdin, stdout, stderr]) /** @type {any} */ (stream).unref();
  }

  /** Waits for the end. */
  async wait() {
    this.#child.ref();
    for (const stream of [this.#child.stdout, this.#child.stderr]) /** @type {any} */ (stream).ref();
    await this.#exit;
  }

  async stop() {
    const early = this.ended;
    this.#child.stdin.end();
    await this.wait();
    if (this.#stopped) return;
    const problem = early || this.#child.exitCode !== 0 ? this.ended : undefined;
    this.#stopped = true;
    if (problem) throw new Error(`the server did not stop well: ${problem}`);
  }
}

/**
 * Starts `ossmock serve` on a free port.
 * @param {ServerOptions} [options]
 * @returns {Promise<Server>}
 */
export async function startServer(options = {}) {
  if (!isObject(options)) throw new TypeError(`give startServer an object of options instead of ${options}`);
  const { world, ...flags } = options;
  if (world !== undefined && typeof world !== 'string' && !isObject(world)) {
    throw new TypeError(`the option \`world\` is an object or the path of a file instead of ${world}`);
  }
  command(); // fails before there is a process
  const args = ['serve', ...toArguments({ listen: '127.0.0.1:0', ...flags })];
  if (!flags.denyIgnored) args.push('--quiet'); // the log names the ignored parts
  const folder = await mkdtemp(join(tmpdir(), 'ossmock-'));
  try {
    return await start(folder, args, world, flags);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Starts the command with these arguments and those for files in a folder.
 * @param {string} folder
 * @param {string[]} args
 * @param {ServerOptions['world']} world
 * @param {Flags} flags
 */
async function start(folder, args, world, { tls }) {
  const [made, ready, ca] = ['world.toml', 'ready', 'ca.pem'].map((name) => join(folder, name));
  args.push('--ready-file', ready);
  if (tls) args.push('--tls-ca-file', ca);
  if (typeof world === 'string' || world instanceof URL) {
    args.push('--world', world instanceof URL ? fileURLToPath(world) : world);
  } else if (world !== undefined) {
    await writeFile(made, toToml(world));
    args.push('--world', made);
  }
  const child = new Process(args);
  try {
    const { endpoint, token } = JSON.parse(await until(child, () => readFile(ready, 'utf8').catch(() => undefined)));
    const server = new Server(child, endpoint, {
      token,
      ca: tls ? await readFile(ca, 'utf8') : undefined,
    });
    await server.world();
    child.unref();
    return server;
  } catch (error) {
    await child.stop().catch(() => {}); // the first problem counts
    if (error instanceof Error) error.message = error.message.replace(made, 'the option `world` as TOML');
    throw error;
  }
}

/** @param {unknown} value */
const isObject = (value) => typeof value === 'object' && value !== null;

/**
 * Waits until the starting server has said something.
 * @template Found
 * @param {Process} child
 * @param {() => Found | undefined | Promise<Found | undefined>} find
 * @returns {Promise<Found>}
 */
async function until(child, find) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(10)) {
    const found = await find();
    if (found !== undefined) return found;
    if (child.ended) {
      await child.wait();
      throw new Error(`ossmock did not start: ${child.ended}`);
    }
  }
  throw new Error(`ossmock did not start within ${PATIENCE / 1000} seconds`);
}
