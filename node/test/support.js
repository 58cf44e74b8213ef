// What the tests share: a world, a client of OSS, and child processes.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import OSS from 'ali-oss';

/** An account with a bucket, a key, a RAM user without permissions, and a session of a role. */
export const WORLD = {
  account: [
    {
      name: 'acme',
      id: '1001',
      kms_key: [{ id: 'key-1' }],
      bucket: [{ name: 'logs' }],
      ram_user: [{ name: 'ci' }],
      role: [{ name: 'backup', session: [{ name: 'nightly' }] }],
    },
  ],
};

/** A client of OSS, set up as the documentation says. */
export function ossClient(oss, caller = 'acme', options = {}) {
  return new OSS({
    endpoint: oss.endpoint.replace('127.0.0.1', 'localhost'),
    sldEnable: true,
    region: `oss-${oss.region}`,
    bucket: 'logs',
    authorizationV4: true,
    ...oss.credentialsOf(caller),
    ...options,
  });
}

export const fixture = (name) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** The environment of a user: no variables of the runner that runs the tests. */
export function environment(more = {}) {
  const env = { ...process.env, NO_COLOR: '1', ...more };
  delete env.NODE_TEST_CONTEXT;
  return env;
}

/** Runs a program to its end; returns its exit status and output. */
export function run(program, args, more) {
  return new Promise((resolve) => {
    const options = { env: environment(more), timeout: 60_000 };
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ status: error ? (error.code ?? error.signal) : 0, output: stdout + stderr });
    });
  });
}

/** Starts a Node program that prints one line of JSON; returns the process and that value. */
export async function startNode(args) {
  const child = spawn(process.execPath, args, { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { child, value: JSON.parse(line) };
}

/** Waits until a server does not answer any more. */
export async function untilGone(endpoint) {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    try {
      await fetch(`${endpoint}/_ossmock/health`);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the server at ${endpoint} still answers`);
}
