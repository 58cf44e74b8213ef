// The server as a child process: how it starts, what is said if it does not, and when it ends.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { startServer } from 'ossmock';
import { flagOf, OPTION_NAMES } from './node_modules/ossmock/src/options.js';
import { fixture, ossClient, run, startNode, untilGone, WORLD } from './support.js';

/** Starts a server that is stopped after the test. */
async function start(t, options) {
  const oss = await startServer(options);
  t.after(() => oss.stop().catch(() => {}));
  return oss;
}

test('a world is an object, the path of a file, or its URL', async (t) => {
  await writeFile('started.toml', 'region = "cn-beijing"\naccount = [{ name = "filed" }]\n');
  const names = async (options) => {
    const oss = await start(t, options);
    return [oss.region, ...(await oss.world()).account.map(({ name }) => name)];
  };
  assert.deepEqual(await names(), ['cn-hangzhou', 'default']);
  assert.deepEqual(await names({ world: 'started.toml' }), ['cn-beijing', 'filed']);
  assert.deepEqual(await names({ world: pathToFileURL('started.toml') }), ['cn-beijing', 'filed']);
  assert.deepEqual(await names({ world: WORLD, region: 'cn-shanghai' }), ['cn-shanghai', 'acme']);
});

test('an object reaches the server as it is', async (t) => {
  const odd = { key: 'a "b"\\\n\u007f\u2028é', body: '\t\u0001', headers: { 'x-oss-meta-a': 'b' } };
  const more = { ...odd, key: '2', modified: new Date('2026-01-02T03:04:05Z'), acl: undefined, tags: null };
  const oss = await start(t, {
    world: { account: [{ name: 'acme', bucket: [{ name: 'logs', object: [odd, more] }] }] },
  });
  const [first, second] = (await oss.world()).account[0].bucket[0].object;
  assert.equal(first.key, odd.key);
  assert.equal(first.body, odd.body);
  assert.deepEqual(first.headers, odd.headers);
  assert.equal(second.modified, '2026-01-02T03:04:05Z');
});

test('there is an option for each flag', async () => {
  const { output } = await run('npx', ['ossmock', 'serve', '--help']);
  const flags = [...output.matchAll(/^ +(?:-h, )?(--[a-z-]+)/gm)].map(([, flag]) => flag);
  const own = ['--world', '--quiet', '--ready-file', '--env-file', '--tls-ca-file', '--help'];
  assert.deepEqual([...OPTION_NAMES.map(flagOf), ...own].sort(), flags.sort());
});

test('options reach the server', async (t) => {
  const oss = await start(t, { world: WORLD, maxBuckets: 1, allowParameter: ['trace', 'x'], allowPublicBuckets: true });
  const client = ossClient(oss);
  await assert.rejects(client.putBucket('second'), { code: 'TooManyBuckets' });
  assert.equal((await oss.world()).account[0].bucket[0].block_public_access, false);
  assert.equal((await fetch(`${oss.endpoint}/logs?trace=1&x`)).status, 403);
});

test('a server with TLS says whom to trust, and one for others has a token', async (t) => {
  const secure = await start(t, { tls: true });
  assert.match(secure.endpoint, /^https:/);
  assert.match(secure.ca, /^-----BEGIN CERTIFICATE-----/);
  assert.equal((await secure.health()).status, 'ok');
  const open = await start(t, { allowRemote: true });
  assert.deepEqual((await open.overview()).buckets, []);
  assert.equal((await fetch(`${open.endpoint}/_ossmock/overview`)).status, 403);
});

test('what hinders the start is told', async (t) => {
  const rejects = (options, message) => assert.rejects(startServer(options), { message });
  await rejects({ foo: 1 }, /^there is no option `foo`: there are world, listen, profile, /);
  await rejects({ maxBuckets: '3' }, 'the option `maxBuckets` is a number instead of string');
  await rejects(null, 'give startServer an object of options instead of null');
  await rejects('started.toml', 'give startServer an object of options instead of started.toml');
  await rejects({ world: 7 }, 'the option `world` is an object or the path of a file instead of 7');
  await rejects({ world: null }, 'the option `world` is an object or the path of a file instead of null');
  await rejects({ world: 'nowhere.toml' }, /^ossmock did not start: .*nowhere.toml: No such file or directory/);
  await rejects(
    { world: { account: [{ name: 'acme', bucket: [{ name: 'LOGS' }] }] } },
    /^ossmock did not start: .* the option `world` as TOML:1:\d+: `LOGS` is not a bucket name: /,
  );
  const { endpoint } = await start(t);
  await rejects({ listen: new URL(endpoint).host }, /^ossmock did not start: .*: Address already in use/);
});

test('a missing binary is told with what to do', async () => {
  const { output } = await run(process.execPath, [fixture('hold.js')], { OSSMOCK: '/nowhere/ossmock' });
  assert.match(output, /cannot run `\/nowhere\/ossmock`, which OSSMOCK names: ENOENT/);
  const { output: folder } = await run('npx', ['ossmock', '--version'], { OSSMOCK: '/' });
  assert.match(folder, /ossmock: cannot run `\/`, which OSSMOCK names: it is not a file/);
});

test('a server that died is told by the next call, and by stop', async (t) => {
  // A script that says its process id before it becomes the binary.
  const { command } = await import('./node_modules/ossmock/src/command.js');
  await writeFile('named.sh', `#!/bin/sh\necho $$ >named.pid\nexec '${command()}' "$@"\n`, { mode: 0o755 });
  process.env.OSSMOCK = './named.sh';
  t.after(() => delete process.env.OSSMOCK);
  const oss = await start(t, { world: WORLD });
  process.kill(Number(await readFile('named.pid', 'utf8')), 'SIGKILL');
  const end = 'it ended with status 1: ossmock: the binary was ended by SIGKILL';
  await assert.rejects(oss.health(), { message: `GET /_ossmock/health: no response from ${oss.endpoint}: ${end}` });
  await assert.rejects(oss.stop(), { message: `the server did not stop well: ${end}` });
});

test('a server that was stopped stays so, and stop can be repeated', async () => {
  const oss = await startServer();
  await oss.stop();
  await oss.stop();
  await assert.rejects(oss.health(), /no response from .*: it was stopped/);
});

test('stop fails if the server has found something', async () => {
  const oss = await startServer({ world: WORLD, denyIgnored: true });
  await ossClient(oss).put('a', Buffer.from('b'), { headers: { 'x-oss-surprise': '1' } });
  await assert.rejects(oss.stop(), /the server did not stop well: it ended with status 1: .*x-oss-surprise/s);
});

test('the server ends with its process', async (t) => {
  for (const end of ['exit', 'throw', 'return', 'SIGKILL', 'SIGTERM', 'SIGINT']) {
    await t.test(end, async () => {
      const { child, value: endpoint } = await startNode([fixture('hold.js'), end]);
      if (end.startsWith('SIG')) child.kill(end);
      await untilGone(endpoint);
    });
  }
});

test('the command runs the binary, passes its exit status on, and ends by a signal', async () => {
  const { version } = JSON.parse(await readFile('node_modules/ossmock/package.json', 'utf8'));
  assert.deepEqual(await run('npx', ['ossmock', '--version']), { status: 0, output: `ossmock ${version}\n` });
  assert.equal((await run('npx', ['ossmock', 'serve', '--nonsense'])).status, 2);
  const command = './node_modules/ossmock/bin/ossmock.js';
  const { child, value } = await startNode([fixture('launch.js'), command]);
  child.kill('SIGTERM');
  await untilGone(value);
});
