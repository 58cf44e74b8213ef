// The options of `startServer` as flags of `ossmock serve`.

/**
 * @typedef {object} Flags
 * @property {string} [listen] The address to listen on; a free port of 127.0.0.1 by default.
 * @property {'documented' | 'observed'} [profile] The source to follow if documentation and live service disagree.
 * @property {string} [region] The region of endpoints that name none.
 * @property {string} [state] The folder to keep the world in, and to continue from.
 * @property {string} [journal] The file to append each call to, as a line of JSON.
 * @property {number} [journalCapacity] The number of calls to keep in the journal.
 * @property {number} [journalBodies] The most bytes that the journal keeps of each body; by default it keeps no bodies.
 * @property {boolean} [allowPublicBuckets] Do not block public access to new buckets.
 * @property {number} [maxBuckets] The most buckets of an account in a region.
 * @property {string} [extranetEndpoint] The `ExtranetEndpoint` in responses.
 * @property {'refuse' | 'ignore'} [unknownParameters] The answer to query parameters that no known operation takes.
 * @property {string | string[]} [allowParameter] Query parameters to allow in every request.
 * @property {boolean} [denyIgnored] Let `stop` fail if a part of a request was ignored.
 * @property {boolean} [forceDownload] Make default domains send pages, text and pictures as downloads.
 * @property {boolean} [noGzip] Send text uncompressed.
 * @property {boolean} [strictClock] Judge the dates of signatures by the server's clock alone.
 * @property {string | string[]} [host] More host names to serve OSS on.
 * @property {boolean} [allowRemote] Listen on other addresses than loopback.
 * @property {boolean} [allowLoopbackOrigins] Let mirrors fetch from servers of this machine although others may connect.
 * @property {string} [token] The token that the control plane wants, 16 characters at least.
 * @property {boolean} [tls] Serve HTTPS; the server's `ca` is the certificate to trust.
 * @property {string | string[]} [tlsName] More host names or IP addresses to certify.
 * @property {string} [tlsCert] The file of a certificate (PEM) to serve HTTPS with.
 * @property {string} [tlsKey] The file of its private key (PEM).
 */

/** The options, each with the type of its values. */
const OPTIONS = {
  listen: 'string',
  profile: 'string',
  region: 'string',
  state: 'string',
  journal: 'string',
  journalCapacity: 'number',
  journalBodies: 'number',
  allowPublicBuckets: 'boolean',
  maxBuckets: 'number',
  extranetEndpoint: 'string',
  unknownParameters: 'string',
  allowParameter: 'string',
  denyIgnored: 'boolean',
  forceDownload: 'boolean',
  noGzip: 'boolean',
  strictClock: 'boolean',
  host: 'string',
  allowRemote: 'boolean',
  allowLoopbackOrigins: 'boolean',
  token: 'string',
  tls: 'boolean',
  tlsName: 'string',
  tlsCert: 'string',
  tlsKey: 'string',
};

/** The names of the options. */
export const OPTION_NAMES = Object.keys(OPTIONS);

/**
 * Returns the flag of an option: `--max-buckets` for `maxBuckets`.
 * @param {string} option
 */
export const flagOf = (option) => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/**
 * Returns the arguments for these options.
 * @param {Flags} options
 * @returns {string[]}
 */
export function toArguments(options) {
  return Object.entries(options).flatMap(([name, value]) => {
    if (!Object.hasOwn(OPTIONS, name)) {
      throw new TypeError(`there is no option \`${name}\`: there are world, ${OPTION_NAMES.join(', ')}`);
    }
    if (value === undefined || value === false) return [];
    const type = OPTIONS[/** @type {keyof Flags} */ (name)];
    return [value].flat().map((value) => {
      if (typeof value !== type) throw new TypeError(`the option \`${name}\` is a ${type} instead of ${typeof value}`);
      return type === 'boolean' ? flagOf(name) : `${flagOf(name)}=${value}`;
    });
  });
}
