// A process that runs the binary and stops it when its own standard input is closed.
// The system closes it when the process that started this one ends, even by a crash or SIGKILL.

import { run } from './command.js';

/** The time in milliseconds that the server has to end its connections. */
const PATIENCE = 5_000;

const child = run(process.argv.slice(2), ['ignore', 'inherit', 'inherit']);
process.stdin.resume().once('close', () => {
  child?.kill();
  setTimeout(() => child?.kill('SIGKILL'), PATIENCE).unref();
});
