// The backups against a fake OSS.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useOssmock } from 'ossmock/node-test';
import { Backups } from '../src/backups.js';

const mayRead = { Version: '1', Statement: [{ Effect: 'Allow', Action: ['oss:Get*'], Resource: ['*'] }] };
const oss = await useOssmock({
  world: {
    account: [
      {
        name: 'acme',
        id: '1001',
        kms_key: [{ id: 'key-1' }],
        bucket: [{ name: 'backups' }],
        ram_user: [{ name: 'reader', policies: [mayRead] }],
      },
    ],
  },
});

/** The backups of the account or one of its RAM users. */
function backupsOf(caller) {
  return new Backups({
    endpoint: oss.endpoint.replace('127.0.0.1', 'localhost'),
    sldEnable: true,
    region: `oss-${oss.region}`,
    bucket: 'backups',
    authorizationV4: true,
    ...oss.credentialsOf(caller),
  });
}

test('the bucket is encrypted with a key', async () => {
  const backups = backupsOf('acme');
  await backups.encryptWith('key-1');
  assert.equal(await backups.key(), 'key-1');
});

test('a reader may not change the encryption', async () => {
  await assert.rejects(backupsOf('acme/reader').encryptWith('key-1'), { status: 403, code: 'AccessDenied' });
  const [call] = (await oss.journal({ outcome: 'refused' })).records;
  assert.equal(call.operation, 'PutBucketEncryption');
  assert.match(await oss.refusals(), /missing: a policy with Allow oss:PutBucketEncryption on acs:oss:\*:1001:backups/);
});

test('a backup is lost while its key is disabled', async () => {
  const backups = backupsOf('acme');
  await backups.encryptWith('key-1');
  await backups.save('monday', 'all');
  await oss.setKeyState({ account: 'acme', key: 'key-1', state: 'Disabled' });
  await assert.rejects(backups.load('monday'));
  const [call] = (await oss.journal({ outcome: 'refused' })).records;
  assert.equal(call.cause, 'KmsKeyDisabled');
});

test('a backup is saved although OSS is busy', async () => {
  const busy = await oss.fault({ operation: 'PutObject', first: 2, effect: { error: 'ServiceUnavailable' } });
  const backups = backupsOf('acme');
  await backups.save('monday', 'all');
  assert.equal(await busy.hits(), 2);
  assert.equal(await backups.load('monday'), 'all');
});

test('a link expires', async () => {
  const backups = backupsOf('acme');
  await backups.save('monday', 'all');
  const link = await backups.link('monday', 900);
  assert.equal(await (await fetch(link)).text(), 'all');
  await oss.advance(901);
  assert.equal((await fetch(link)).status, 403);
});
