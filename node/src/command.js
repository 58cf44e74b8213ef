// The binary of the command: where it is, and a child process that runs it.

import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PLATFORM = `${process.platform}-${process.arch}`;
const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/**
 * Returns the path of the binary: that in the environment variable OSSMOCK, or the one in the package.
 * @returns {string}
 */
export function command() {
  const named = process.env.OSSMOCK;
  const path = named || fileURLToPath(new URL(`../vendor/${PLATFORM}/ossmock${SUFFIX}`, import.meta.url));
  try {
    if (!statSync(path).isFile()) throw new Error('it is not a file');
    accessSync(path, constants.X_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      named
        ? `cannot run \`${named}\`, which OSSMOCK names: ${reason}`
        : `this package has no binary for ${PLATFORM}: build one with \`cargo build -p ossmock-cli\` in a checkout of ` +
            `ossmock, and set OSSMOCK to its path (${reason})`,
    );
  }
  return path;
}

/**
 * Runs the binary until it ends, and ends this process with its exit status. Passes signals on.
 * @param {string[]} args
 * @param {import('node:child_process').StdioOptions} stdio
 * @returns {import('node:child_process').ChildProcess | undefined}
 */
export function run(args, stdio) {
  /** @param {unknown} error */
  const fail = (error) => {
    console.error(`ossmock: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  };
  try {
    const child = spawn(command(), args, { stdio });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => child.kill(signal));
    }
    child.on('error', fail);
    child.on('exit', (status, signal) => {
      if (signal) fail(`the binary was ended by ${signal}`);
      process.exit(status ?? 1);
    });
    return child;
  } catch (error) {
    fail(error);
  }
}
