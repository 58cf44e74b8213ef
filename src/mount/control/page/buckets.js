// The buckets, each with its settings.

function showBuckets({ region, profile, buckets, next_due }) {
  if (!buckets.length) {
    return [
      emptyState(
        'There are no buckets',
        el('p', {}, 'A client makes one with PutBucket. Or start with a world that has some:'),
        worldCommand(),
      ),
    ];
  }
  const heads = ['Bucket', 'Encryption', 'ACL', 'Public access', 'Policy', 'Versioning', 'Other settings', '#Objects'];
  const body = buckets.map((bucket) => [
    [bucketLink(bucket.name), el('span', { className: 'sub' }, placeOf(bucket))],
    bucket.encryption,
    bucket.acl,
    publicAccess(bucket),
    bucket.policy && policyDetails(bucket.name, 'Show', JSON.parse(bucket.policy)),
    bucket.versioning,
    otherSettingsOf(bucket, next_due),
    objectsOf(bucket),
  ]);
  const where = `${plural(buckets.length, 'bucket')}. Endpoints that name no region are in ${region}; the ${profile} profile counts.`;
  return [el('p', { className: 'muted' }, where), table('Buckets', heads, body)];
}

function bucketLink(name) {
  const link = el('a', { href: `#bucket-${name}`, className: 'name' }, name);
  link.dataset.name = `bucket ${name}`;
  return link;
}

function placeOf({ owner, region, cloudbox, storage_class }) {
  return [`of ${owner}`, cloudbox ? `on ${cloudbox} in ${region}` : `in ${region}`, storage_class].join(', ');
}

/** The settings without a column of their own: the name of each, and its value in a new bucket. */
const OTHER_SETTINGS = {
  replication: ['replication', '[]'],
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
  cname_tokens: ['domains with a token', '[]'],
  verified_domains: ['verified domains', '[]'],
  inventory: ['inventories', '[]'],
  logging: ['access log'],
  access_log_lines: ['access log lines that wait', '0'],
  user_defined_log_fields: ['log fields'],
};

/** Those that differ from a new bucket's, as pairs of name and text. */
function changedSettings(bucket) {
  return Object.entries(OTHER_SETTINGS).flatMap(([key, [name, initial]]) => {
    const value = bucket[key];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (value === null || text === initial) return [];
    return [[name, Array.isArray(value) ? value.join('; ') : text]];
  });
}

/** The other settings, and the work that they have OSS do next. */
function otherSettingsOf(bucket, due) {
  const shown = changedSettings(bucket).map(([name, text]) => `${name}: ${text}`);
  const next = due.filter((work) => work.bucket === bucket.name);
  return lines([...shown, ...next.map(({ kind, at }) => `due next: ${kind} at ${at}`)]);
}

function publicAccess({ block_public_access, account_blocks_public_access }) {
  if (block_public_access) return 'blocked';
  return account_blocks_public_access ? 'blocked by the account' : 'not blocked';
}

function objectsOf({ objects, older_versions, open_uploads }) {
  const more = [
    older_versions && plural(older_versions, 'older version'),
    open_uploads && plural(open_uploads, 'open upload'),
  ].filter(Boolean);
  return [objects.toLocaleString('en'), ...more.map((text) => el('span', { className: 'sub' }, text))];
}
