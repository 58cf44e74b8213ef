// Describes refused calls, with the permissions that were missing.

/** @import { Record } from './openapi.js' */

/** The number of calls shown. */
const SHOWN = 3;

/**
 * Describes the last of these refused calls; an empty text if there are none.
 * @param {Record[]} records
 */
export function describeRefusals(records) {
  if (records.length === 0) return '';
  const calls = records.length === 1 ? 'a call' : `${records.length} calls`;
  if (records.length <= SHOWN) return [`ossmock refused ${calls}:`, ...records.flatMap(describe)].join('\n');
  // Where not all fit, those that only tell that something is not there are left out first.
  const telling = records.filter((record) => !isMiss(record));
  const shown = (telling.length > 0 ? telling : records).slice(-SHOWN);
  const which = telling.length > 0 && telling.length < records.length ? ' that are not for something missing' : '';
  return [`ossmock refused ${calls}; the last ${shown.length}${which}:`, ...shown.flatMap(describe)].join('\n');
}

/** @param {Record} record */
function isMiss({ method, status, injected }) {
  return ['GET', 'HEAD'].includes(method) && status === 404 && injected.length === 0;
}

/** @param {Record} record */
function describe(record) {
  const { number, method, target, operation, bucket, caller, status, code, cause } = record;
  const reasons = [
    record.allowed === false ? record.decision : record.message,
    record.note,
    record.signature?.diagnosis,
    ...record.injected,
    ...(record.explanation?.missing ?? []).map(advice),
  ];
  return [
    `  #${number} ${method} ${target}`,
    `    ${[operation, bucket, caller].filter(Boolean).join(' ')}: ${status} ${code}, cause ${cause}`,
    ...[...new Set(reasons.filter(Boolean))].map((reason) => `    ${reason}`),
  ];
}

/**
 * Words a permission that would allow the call; the decision itself names a statement that denied it.
 * @param {{ [kind: string]: any }} missing
 */
function advice({ policy, session_policy, bucket_policy }) {
  const { action, resource, principal } = policy ?? session_policy ?? bucket_policy ?? {};
  if (policy) return `missing: a policy with Allow ${action} on ${resource}`;
  if (session_policy) return `missing: in the session policy, Allow ${action} on ${resource}`;
  if (bucket_policy) return `missing: in the bucket policy, Allow ${action} on ${resource} for ${principal}`;
}
