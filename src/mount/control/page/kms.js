// The keys of KMS, and what OSS asked of it.

/** How many calls of KMS are shown. */
const KMS_CALLS = 200;

function showKms({ calls, forgotten, billable, by_key_and_caller }, { kms_keys }) {
  const keys = kms_keys.length
    ? part(
        'Keys',
        table(
          'Keys',
          ['Key', 'Alias', 'State', 'Account', 'Region'],
          kms_keys.map(({ id, alias, state, account, region, service }) => {
            return [id, alias, service === 'enabled' ? state : `${state}, KMS ${service}`, account, region];
          }),
        ),
      )
    : null;
  if (!calls.length && !forgotten) {
    const how =
      'It does so once an object is written or read under SSE-KMS: by the rule of its bucket, or by the header x-oss-server-side-encryption: KMS.';
    return [emptyState('OSS has asked nothing of KMS', el('p', {}, how)), keys].filter(Boolean);
  }
  const newest = calls.slice(-KMS_CALLS).reverse();
  const left = forgotten + calls.length - newest.length;
  const refused = calls.filter((call) => !call.billable).length;
  const fees = [plural(billable, 'call costs a fee', 'calls cost a fee'), refused && `${refused} refused`]
    .filter(Boolean)
    .join(', ');
  return [
    el('p', { className: 'sum' }, fees),
    part(
      'By key and caller',
      by_key_and_caller.length > 0 &&
        table(
          'By key and caller',
          ['Key', 'Caller', 'Calls that cost a fee'],
          by_key_and_caller.map(({ key_id, caller, calls }) => [key_id, caller, calls.toLocaleString('en')]),
        ),
    ),
    keys,
    part(
      'Ledger',
      table(
        'Ledger, the newest first',
        ['Key', 'Caller', 'Action', 'Object', 'Fee', 'Time'],
        newest.map(({ at, action, key_id, caller, bucket, object, billable }) => {
          return [key_id, caller, action, `${bucket}/${object}`, billable ? 'yes' : 'refused', momentOf(at)];
        }),
      ),
      left > 0 && el('p', { className: 'muted' }, `${plural(left, 'older call')} left out`),
    ),
  ].filter(Boolean);
}
