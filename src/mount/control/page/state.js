// The other views: buckets, KMS, faults. Each is loaded while it is visible.

const VIEWS = {
  buckets: { paths: ['overview'], show: showBuckets },
  kms: { paths: ['kms', 'overview'], show: showKms },
  faults: { paths: ['faults'], show: showFaults },
};

/** How many calls of KMS are shown. */
const KMS_CALLS = 200;

/** What is shown in a view now: it is left alone as long as nothing changes. */
const shownIn = new Map();

/** Asks for what a view shows, and shows it if it is new. */
async function refresh(name, signal) {
  const { paths, show } = VIEWS[name];
  const told = await Promise.all(paths.map((path) => ask('GET', path, signal)));
  // The time always changes.
  const text = JSON.stringify(told, (key, value) => (key === 'now' ? undefined : value));
  if (shownIn.get(name) === text) return;
  shownIn.set(name, text);
  const view = viewOf(name);
  const open = new Set([...view.querySelectorAll('details[open]')].map((it) => it.dataset.name));
  const focused = view.contains(document.activeElement) ? document.activeElement.dataset.name : null;
  view.replaceChildren(...show(...told));
  for (const details of view.querySelectorAll('details')) details.open = open.has(details.dataset.name);
  if (focused) [...view.querySelectorAll('[data-name]')].find((it) => it.dataset.name === focused)?.focus();
}

/** A table; on a narrow screen each row becomes a list of names and values. */
function table(label, heads, body) {
  const cell = (content, i) =>
    el('td', { role: 'cell', 'data-head': heads[i] }, content ?? el('span', { className: 'muted' }, '–'));
  return el(
    'table',
    { role: 'table', 'aria-label': label, className: 'facts' },
    el(
      'thead',
      { role: 'rowgroup' },
      el('tr', { role: 'row' }, ...heads.map((head) => el('th', { role: 'columnheader', scope: 'col' }, head))),
    ),
    el('tbody', { role: 'rowgroup' }, ...body.map((cells) => el('tr', { role: 'row' }, ...cells.map(cell)))),
  );
}

function showBuckets({ region, profile, buckets, next_due }) {
  if (!buckets.length) {
    return [
      emptyState(
        'There are no buckets',
        el('p', {}, 'A client makes one with PutBucket. Or start with a world that has some:'),
        command('ossmock world example > world.toml && ossmock serve --world world.toml'),
      ),
    ];
  }
  const heads = [
    'Bucket',
    'Encryption',
    'ACL',
    'Public access',
    'Policy',
    'Versioning',
    'Replication',
    'Other settings',
    'Objects',
  ];
  const body = buckets.map((bucket) => [
    [el('strong', {}, bucket.name), el('span', { className: 'sub' }, placeOf(bucket))],
    bucket.encryption,
    bucket.acl,
    publicAccess(bucket),
    bucket.policy && policyOf(bucket),
    bucket.versioning,
    bucket.replication.length ? bucket.replication.map((rule) => el('span', { className: 'sub' }, rule)) : null,
    otherSettingsOf(
      bucket,
      next_due.filter((due) => due.bucket === bucket.name),
    ),
    objectsOf(bucket),
  ]);
  const where = `${plural(buckets.length, 'bucket')}. Endpoints that name no region are in ${region}; the ${profile} profile counts.`;
  return [el('p', { className: 'muted' }, where), table('Buckets', heads, body)];
}

function placeOf({ owner, region, cloudbox, storage_class }) {
  return [`of ${owner}`, cloudbox ? `on ${cloudbox} in ${region}` : `in ${region}`, storage_class].join(', ');
}

/** The settings without a column of their own: the name of each, and its value in a new bucket. */
const OTHER_SETTINGS = {
  tags: ['tags', '{}'],
  request_payment: ['payer', 'BucketOwner'],
  cors: ['CORS'],
  referer: ['referer', 'allow empty, allow [], deny []'],
  website: ['website'],
  transfer_acceleration: ['transfer acceleration', 'false'],
  access_monitor: ['access tracked since'],
  archive_direct_read: ['archive direct read', 'false'],
  https_config: ['HTTPS', '{}'],
  overwrite_config: ['overwrite rules', '[]'],
  lifecycle: ['lifecycle', '[]'],
  worm: ['retention policy'],
  verified_domains: ['verified domains', '[]'],
  inventory: ['inventories', '[]'],
  logging: ['access log'],
  access_log_lines: ['access log lines that wait', '0'],
  user_defined_log_fields: ['log fields'],
};

/** Those that differ from a new bucket's, and the work that they have OSS do next. */
function otherSettingsOf(bucket, due) {
  const shown = Object.entries(OTHER_SETTINGS).flatMap(([key, [name, initial]]) => {
    const value = bucket[key];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (value === null || text === initial) return [];
    return [el('span', { className: 'sub' }, `${name}: ${text}`)];
  });
  shown.push(...due.map(({ kind, at }) => el('span', { className: 'sub' }, `due next: ${kind} at ${at}`)));
  return shown.length ? shown : null;
}

function publicAccess({ block_public_access, account_blocks_public_access }) {
  if (block_public_access) return 'blocked';
  return account_blocks_public_access ? 'blocked by the account' : 'not blocked';
}

function policyOf({ name, policy }) {
  const text = JSON.stringify(JSON.parse(policy), null, 2);
  const details = el(
    'details',
    {},
    el('summary', {}, 'Show'),
    el('pre', { className: 'code' }, text),
    copyButton('Copy policy', text),
  );
  details.dataset.name = name;
  details.querySelector('summary').dataset.name = `${name} policy`;
  return details;
}

function objectsOf({ objects, older_versions, open_uploads }) {
  const more = [
    older_versions && plural(older_versions, 'older version'),
    open_uploads && plural(open_uploads, 'open upload'),
  ].filter(Boolean);
  return [objects.toLocaleString('en'), ...more.map((text) => el('span', { className: 'sub' }, text))];
}

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
        ['Time', 'Action', 'Key', 'Caller', 'Object', 'Fee'],
        newest.map(({ at, action, key_id, caller, bucket, object, billable }) => {
          return [
            at.slice(11, 23).replace('Z', ''),
            action,
            key_id,
            caller,
            `${bucket}/${object}`,
            billable ? 'yes' : 'refused',
          ];
        }),
      ),
      left > 0 && el('p', { className: 'muted' }, `${plural(left, 'older call')} left out`),
    ),
  ].filter(Boolean);
}

function showFaults({ faults }) {
  if (!faults.length) {
    const fault = '{"operation": "GetObject", "first": 2, "effect": {"error": "ServiceUnavailable"}}';
    return [
      emptyState(
        'No fault is armed',
        el('p', {}, 'This lets the next two calls of GetObject fail:'),
        command(`curl -s --json '${fault}' ${location.origin}/_ossmock/faults`),
      ),
    ];
  }
  const disarm = ({ id, armed_here }) => {
    if (!armed_here) return el('span', { className: 'muted' }, 'with its guard');
    const button = el('button', { type: 'button', 'aria-label': `Disarm fault ${id}` }, 'Disarm');
    button.dataset.name = `disarm ${id}`;
    button.addEventListener('click', async () => {
      button.disabled = true;
      await ask('DELETE', `faults?id=${id}`).then(
        () => announce(`Fault ${id} is disarmed`),
        (error) => announce(error.message),
      );
      // The new list shows the result.
      await refresh('faults').catch(() => {});
      viewOf('faults').querySelector('button')?.focus();
    });
    return button;
  };
  const body = faults.map((fault) => [
    `${fault.id}`,
    fault.fault,
    fault.armed_by,
    fault.calls.toLocaleString('en'),
    fault.hits.toLocaleString('en'),
    disarm(fault),
  ]);
  return [table('Faults', ['Id', 'Fault', 'Armed by', 'Calls', 'Hits', 'Ends'], body)];
}
