// A fake of Alibaba Cloud OSS for tests: a server as a child process, and a client of its control plane.

export { Client, TestClient, connect } from './client.js';
export { ControlError } from './exchange.js';
export { Server, startServer } from './server.js';
/** @typedef {import('./client.js').Credentials} Credentials */
/** @typedef {import('./client.js').ArmedFault} ArmedFault */
/** @typedef {import('./client.js').Expectation} Expectation */
/** @typedef {import('./server.js').ServerOptions} ServerOptions */
/** @typedef {import('./openapi.js').World} World */
/** @typedef {import('./openapi.js').Record} JournalRecord */
