// Requests to the fake, signed as clients sign them, and as clients that are wrong do.

import { createHash, createHmac } from 'node:crypto';

const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const hex = (text) => createHash('sha256').update(text).digest('hex');
const encode = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** The path of a key as it is sent. */
const pathOf = (bucket, key) => `/${bucket}/${key.split('/').map(encode).join('/')}`;

/**
 * Sends a request to a bucket in path style.
 *
 * `version` is 1 or 4. `signType: false` leaves the Content-Type out of what is signed, as some clients do by mistake.
 * Gives back the answer, and what was signed: the canonical request of V4, the string to sign of V1.
 */
export async function send(
  endpoint,
  who,
  method,
  bucket,
  { key = '', query = '', body, type, version = 4, signType = true, headers = {} } = {},
) {
  const token = who?.token ? { 'x-oss-security-token': who.token } : {};
  const sent = { ...headers, ...token, ...(type ? { 'content-type': type } : {}) };
  const signedType = signType && type ? type : '';
  const signed =
    who &&
    (version === 4
      ? v4(who, method, bucket, key, query, sent, signedType)
      : v1(who, method, bucket, key, query, sent, signedType));
  const response = await fetch(`${endpoint}${pathOf(bucket, key)}${query && `?${query}`}`, {
    method,
    body,
    headers: sent,
  });
  await response.arrayBuffer();
  return { status: response.status, signed };
}

/**
 * Uploads by a form of a session, signed with V1, to a bucket in path style, under a policy with these conditions.
 *
 * `plain` signs the JSON of the policy and not its base64, as some clients do by mistake. Gives back the field `policy`.
 */
export async function post(endpoint, { id, secret, token }, bucket, { conditions = [], plain = false } = {}) {
  const expiration = new Date(Date.now() + 600_000).toISOString();
  const json = JSON.stringify({ expiration, conditions: [{ 'x-oss-security-token': token }, ...conditions] });
  const policy = Buffer.from(json).toString('base64');
  const signature = createHmac('sha1', secret).update(plain ? json : policy);
  const fields = { key: 'a', OSSAccessKeyId: id, policy, Signature: signature.digest('base64') };
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, 'x-oss-security-token': token })) form.append(name, value);
  form.append('file', new Blob(['hello']), 'a.txt');
  const response = await fetch(`${endpoint}/${bucket}/`, { method: 'POST', body: form });
  await response.arrayBuffer();
  return policy;
}

/** The time, the scope and the signing key of V4. */
function v4Key(secret) {
  const at = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${at.slice(0, 8)}/cn-hangzhou/oss/aliyun_v4_request`;
  return { at, scope, key: scope.split('/').reduce(hmac, `aliyun_v4${secret}`) };
}

/** The signature of a canonical request. */
function v4Signature({ at, scope, key }, canonical) {
  return hmac(key, ['OSS4-HMAC-SHA256', at, scope, hex(canonical)].join('\n')).toString('hex');
}

/** A URL signed with V4, for requests with these headers. */
export function signedUrl(endpoint, { id, secret }, method, bucket, key, headers = {}) {
  const signing = v4Key(secret);
  const query = Object.entries({
    'x-oss-credential': `${id}/${signing.scope}`,
    'x-oss-date': signing.at,
    'x-oss-expires': '600',
    'x-oss-signature-version': 'OSS4-HMAC-SHA256',
  })
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&');
  const lines = Object.keys(headers)
    .sort()
    .map((name) => `${name}:${headers[name]}`);
  const canonical = [method, pathOf(bucket, key), query, ...lines, '', '', 'UNSIGNED-PAYLOAD'].join('\n');
  return `${endpoint}${pathOf(bucket, key)}?${query}&x-oss-signature=${v4Signature(signing, canonical)}`;
}

/** The fields of a form that uploads to a bucket, with a policy signed with V4. */
export function formFields({ id, secret }, bucket, key) {
  const signing = v4Key(secret);
  const signed = {
    'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    'x-oss-credential': `${id}/${signing.scope}`,
    'x-oss-date': signing.at,
  };
  const expiration = new Date(Date.now() + 600_000).toISOString();
  const conditions = [{ bucket }, ...Object.entries(signed).map(([name, value]) => ({ [name]: value }))];
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  const signature = hmac(signing.key, policy).toString('hex');
  return { key, policy, ...signed, 'x-oss-signature': signature, success_action_status: '200' };
}

function v1({ id, secret }, method, bucket, key, query, headers, type) {
  headers['x-oss-date'] = new Date().toUTCString();
  const ours = Object.keys(headers)
    .filter((name) => name.startsWith('x-oss-'))
    .sort();
  const lines = ours.map((name) => `${name}:${headers[name]}\n`).join('');
  const text = `${method}\n\n${type}\n${headers['x-oss-date']}\n${lines}/${bucket}/${key}${query && `?${query}`}`;
  headers.authorization = `OSS ${id}:${createHmac('sha1', secret).update(text).digest('base64')}`;
  return text;
}

function v4({ id, secret }, method, bucket, key, query, headers, type) {
  const signing = v4Key(secret);
  Object.assign(headers, { 'x-oss-date': signing.at, 'x-oss-content-sha256': 'UNSIGNED-PAYLOAD' });
  const counted = Object.keys(headers)
    .filter((name) => name.startsWith('x-oss-'))
    .sort();
  const pairs = [...counted.map((name) => [name, headers[name]]), ...(type ? [['content-type', type]] : [])].sort();
  const canonical = [
    method,
    pathOf(bucket, key),
    query.split('&').sort().join('&'),
    ...pairs.map(([name, value]) => `${name}:${value}`),
    '',
    '',
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const signature = v4Signature(signing, canonical);
  headers.authorization = `OSS4-HMAC-SHA256 Credential=${id}/${signing.scope},Signature=${signature}`;
  return canonical;
}

export const OWNER = { id: 'Acme.Owner', secret: 'the-secret-of-acme' };
/** A session whose secret is not this one. */
export const MISTAKEN_SESSION = { id: 'STS.Acme', secret: 'another', token: 'the-token-of-the-session' };
/** The same, with its secret. */
export const SESSION = { ...MISTAKEN_SESSION, secret: 'the-secret-of-the-session' };
export const CI = { id: 'Acme.Ci', secret: 'the-secret-of-ci' };

export const rule = (algorithm, key) =>
  `<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>${algorithm}</SSEAlgorithm>${
    key ? `<KMSMasterKeyID>${key}</KMSMasterKeyID>` : ''
  }</ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>`;
