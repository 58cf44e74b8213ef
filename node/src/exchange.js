// One request to the control plane, and its errors.

import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';

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

/**
 * Sends one request on a connection of its own, never through a proxy.
 * @param {URL} url
 * @param {https.RequestOptions} options
 * @param {string} [body]
 * @returns {Promise<{ status: number, type: string, text: string }>}
 */
export function exchange(url, options, body) {
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
