// The helpers for test runners: failing suites are run as child processes, and their output is read.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fixture, run } from './support.js';

/** The report of one refused call. */
const refusal = (number, request, operation, cause, resource) => `ossmock refused a call:
  #${number} ${request}
    ${operation} logs acme/ci: 403 AccessDenied, cause ${cause}
    implicitly denied: no policy is attached to the caller
    missing: a policy with Allow oss:${operation} on acs:oss:*:1001:${resource}`;

const UPLOAD = refusal(1, 'PUT /logs/note', 'PutObject', 'ObjectForbidden', 'logs/note');
const INFO = refusal(2, 'GET /logs/?bucketInfo=', 'GetBucketInfo', 'NotYourBucket', 'logs');
const ACL = refusal(3, 'GET /logs/?acl=', 'GetBucketAcl', 'NotYourBucket', 'logs');
const TOGETHER =
  /`.*second` and `.*first` run at the same time and share one server: run the tests of a file one after/;

/** How often a text is in another, whatever the indentation. */
const count = (output, text) => unindented(output).split(unindented(text)).length - 1;
const unindented = (text) => text.replace(/^ +/gm, '');

const counts = (output) =>
  Object.fromEntries([...output.matchAll(/^ℹ (pass|fail) (\d+)$/gm)].map(([, name, n]) => [name, n]));

test('node:test: a failed test ends with its refused calls', async () => {
  const { status, output } = await run(process.execPath, [
    '--test',
    '--test-reporter=spec',
    fixture('failing.node.js'),
  ]);
  assert.equal(status, 1);
  assert.deepEqual(counts(output), { pass: '2', fail: '7' });
  const [, failures] = output.split('failing tests:');
  assert.equal(count(failures, UPLOAD), 1, failures);
  assert.match(
    failures,
    /fixtures.failing\.node\.js:\d+:3\)\n[^]*?missing: a policy with Allow oss:PutObject .* \{\n +status: 403/,
  );
  assert.equal(count(failures.replaceAll('\\n', '\n'), INFO), 1, failures);
  assert.equal(count(failures, ACL), 1, failures);
  assert.match(failures, TOGETHER);
  assert.equal(count(failures, 'ossmock refused'), 3, failures);
  assert.equal(count(failures, 'nothing was refused'), 1, failures);
});

test('node:test: a test does not repeat the calls of its failed subtest', async () => {
  const { output } = await run(process.execPath, ['--test', '--test-reporter=tap', fixture('failing.node.js')]);
  assert.equal(count(output, 'ossmock refused'), 3, output);
});

test('node:test: a server that has ended is told', async () => {
  const { output } = await run(process.execPath, ['--test', '--test-reporter=spec', fixture('stopped.node.js')]);
  assert.deepEqual(counts(output), { pass: '0', fail: '2' });
  assert.match(output, /ossmock cannot list the refused calls: GET \S+: no response from http:\S+: it was stopped/);
  assert.match(output, /ControlError\]?: POST \/_ossmock\/reset: no response from http:\S+: it was stopped/);
});

test('the page shows such an end', async () => {
  const page = await readFile('node_modules/ossmock/README.md', 'utf8');
  assert.ok(page.includes(`\`\`\`text\n${UPLOAD}\n`));
});

test('vitest: a failed test ends with its refused calls', async () => {
  const { status, output } = await run('npx', ['vitest', 'run', 'failing.vitest']);
  assert.equal(status, 1);
  assert.match(output, /Tests +4 failed \| 2 passed/);
  const [, failures] = output.split('Failed Tests');
  assert.equal(count(failures, UPLOAD), 1, failures);
  assert.equal(count(failures, INFO), 1, failures);
  assert.match(failures, /only a text\n\nossmock refused a call:\n[^]*?acs:oss:\*:1001:logs\n⎯/);
  assert.match(failures, TOGETHER);
  assert.match(failures, /nothing was refused\n ❯/);
});
