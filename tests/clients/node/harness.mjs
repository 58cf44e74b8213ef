// What the scripts of the Node clients share: running the checks, and one line on stdout per check.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';

/** Loads a package from the cache the run script installed it to. */
export const load = createRequire(`${process.env.OSSMOCK_NODE}/`);

export const ENDPOINT = process.env.OSS_ENDPOINT;
export const { port: PORT, protocol: PROTOCOL } = new URL(ENDPOINT);
const read = file => JSON.parse(readFileSync(file, 'utf8'));
const world = read(process.env.OSSMOCK_WORLD);
export const EXPECTED = read(new URL('../expected.json', import.meta.url));
export const ACME = world.account[0];
export const REGION = world.region;
export const KEY = '9468da86-3509-4f8d-a61e-6eab1eac****';

const pair = table => ({ id: table.access_key_id, secret: table.access_key_secret, token: table.security_token });
export const account = name => pair(world.account.find(account => account.name === name));
export const OWNER = pair(ACME);
export const RAM = Object.fromEntries(ACME.ram_user.map(user => [user.name, pair(user)]));
export const STS = pair(ACME.session[0]);

/** The client cannot do it: the reason. */
export class Blank extends Error {}

/** Names under `localhost` do not resolve everywhere: for the `lookup` option of an agent. */
export const lookup = (host, options, callback) =>
  options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4);

export const requestId = id => assert.match(id ?? '', /^[0-9A-F]{24}$/, 'request id');

/** That a call fails as the table says; `view` is the client's own reading of the error. */
export async function fails(name, view, call) {
  let answer;
  try {
    answer = await call();
  } catch (error) {
    const found = view(error);
    requestId(found.pop());
    assert.deepEqual(found, EXPECTED.errors[name]);
    return;
  }
  assert.fail(`no error ${name}, but ${JSON.stringify(answer)}`);
}

/** The endpoint of a proxy that damages what the check puts into a body, on its way to the server. */
export async function damaging([whole, damaged], use) {
  const ends = [];
  const proxy = net.createServer(near => {
    const far = net.connect(PORT, '127.0.0.1');
    ends.push(near, far);
    near.on('data', data => far.write(Buffer.from(data.toString('latin1').replaceAll(whole, damaged), 'latin1')));
    far.pipe(near);
    for (const [one, other] of [[near, far], [far, near]]) one.on('close', () => other.destroy()).on('error', () => {});
  });
  await new Promise(listening => proxy.listen(0, '127.0.0.1', listening));
  try {
    return await use(`${PROTOCOL}//localhost:${proxy.address().port}`);
  } finally {
    proxy.close();
    for (const end of ends) end.destroy(); // the client keeps its connections
  }
}

/** Runs every check in every style and signature version of a client. */
export async function run({ name, version, styles, versions, checks }) {
  const line = (...fields) => console.log(fields.map(field => String(field).replace(/\s+/g, ' ')).join('\t'));
  let first = true;
  for (const style of styles) {
    for (const signature of versions) {
      for (const check of [...EXPECTED.checks, ...(EXPECTED.clients[name].also ?? [])]) {
        if (EXPECTED.once.includes(check) && !first) continue;
        const fields = [name, style, signature, check];
        try {
          await checks[check](style, signature);
          line('ok', ...fields);
        } catch (error) {
          if (error instanceof Blank) {
            line('blank', ...fields, error.message);
          } else {
            process.exitCode = 1;
            line('not ok', ...fields, `${error.name}: ${error.message}`);
          }
        }
      }
      first = false;
    }
  }
  line('done', name, version);
}
