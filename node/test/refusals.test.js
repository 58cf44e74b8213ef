// The description of refused calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeRefusals } from '../src/refusals.js';

const call = (number, method, status, rest) => ({
  number,
  method,
  status,
  target: '/logs/a',
  operation: 'PutObject',
  code: 'Code',
  cause: 'Cause',
  injected: [],
  ...rest,
});

test('a refusal is told beside many reads of what is not there', () => {
  const missing = Array.from({ length: 5 }, (_, n) => call(n + 2, 'HEAD', 404, { message: 'It is not there.' }));
  const denied = call(1, 'PUT', 403, { message: 'No.', note: 'why', signature: { diagnosis: 'why' } });
  assert.equal(
    describeRefusals([denied, ...missing]),
    `ossmock refused 6 calls; the last 1 that are not for something missing:
  #1 PUT /logs/a
    PutObject: 403 Code, cause Cause
    No.
    why`,
  );
  assert.match(describeRefusals(missing), /^ossmock refused 5 calls; the last 3:\n {2}#4 /);
  assert.match(describeRefusals(missing.slice(0, 1)), /^ossmock refused a call:\n/);
  assert.equal(describeRefusals([]), '');
});
