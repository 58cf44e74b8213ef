// One bucket: its settings, and its objects with all versions, a page at a time.

/** How many versions are on a page. */
const PAGE = 100;

/** The bucket that is shown, the prefix of its keys, and where each page began, up to the one that is shown. */
const listing = { bucket: null, prefix: '', starts: [''] };

function openBucket(name) {
  if (listing.bucket === name) return;
  Object.assign(listing, { bucket: name, prefix: '', starts: [''] });
  byId('prefix').value = '';
  setText(byId('bucket-title'), name);
  byId('shown-bucket').replaceChildren();
  byId('shown-objects').replaceChildren();
  shownIn.delete('bucket');
}

async function loadBucket(signal) {
  const { bucket, prefix, starts } = listing;
  const query = new URLSearchParams({ bucket, prefix, limit: PAGE });
  const overview = await ask('GET', 'overview', { signal });
  const found = overview.buckets.find(({ name }) => name === bucket);
  const page = found && (await ask('GET', `objects?${query}${starts.at(-1)}`, { signal }));
  return [bucket, found, page, overview.next_due];
}

/** The settings above the field for a prefix, and the objects below it. */
function showBucket(name, bucket, page, nextDue) {
  byId('prefix-part').hidden = !bucket;
  if (!bucket) {
    const none = emptyState(`There is no bucket ${name}`, el('p', {}, el('a', { href: '#buckets' }, 'All buckets')));
    return { bucket: [none], objects: [] };
  }
  const due = nextDue.filter((work) => work.bucket === name);
  const settings = part(
    'Settings',
    facts([
      ['Owner', bucket.owner],
      ['Region', bucket.cloudbox ? `${bucket.region}, on ${bucket.cloudbox}` : bucket.region],
      ['Created', shownTime(Date.parse(bucket.created))],
      ['Storage class', `${bucket.storage_class}, ${bucket.redundancy}`],
      ['Encryption', bucket.encryption ?? 'none'],
      ['ACL', bucket.acl],
      ['Public access', publicAccess(bucket)],
      ['Versioning', bucket.versioning ?? 'never enabled'],
      ['Resource group', bucket.resource_group],
      ...changedSettings(bucket).map(([name, text]) => [name[0].toUpperCase() + name.slice(1), text]),
      ['Policy', bucket.policy && policyDetails(name, 'Show', JSON.parse(bucket.policy))],
      ['Due next', lines(due.map(({ kind, at }) => `${kind} at ${at}`))],
    ]),
  );
  const count = el('p', { className: 'muted' }, countOf(bucket));
  return { bucket: [settings], objects: [count, objectTable(page), pages(page)].filter(Boolean) };
}

function countOf({ objects, older_versions, open_uploads }) {
  const counts = [
    plural(objects, 'object'),
    older_versions &&
      `${plural(older_versions, 'older version or delete marker', 'older versions and delete markers')}`,
    open_uploads && plural(open_uploads, 'open upload'),
  ];
  return counts.filter(Boolean).join(', ');
}

function objectTable({ objects }) {
  if (!objects.length) {
    const none = listing.prefix ? 'No key has this prefix.' : 'There is nothing in it.';
    return el('p', {}, listing.starts.length > 1 ? 'There is nothing more.' : none);
  }
  const body = objects.map((it) => [
    [
      el('code', { className: it.latest ? '' : 'older' }, it.key),
      it.delete_marker && el('span', { className: 'tag' }, 'delete marker'),
      !it.latest && el('span', { className: 'tag' }, 'older'),
    ].filter(Boolean),
    it.size === null ? null : it.size.toLocaleString('en'),
    [it.storage_class, it.type === 'Normal' ? null : it.type].filter(Boolean).join(', ') || null,
    it.encryption ?? (it.delete_marker ? null : 'none'),
    shownTime(Date.parse(it.modified)),
    it.version_id === 'null' ? null : el('code', { title: it.version_id }, withShortVersions(it.version_id)),
  ]);
  return table('Objects', ['Key', '#Size', 'Class', 'Encryption', 'Modified', 'Version'], body);
}

/** The buttons for the first and the next page; nothing if there is one page. */
function pages({ next }) {
  const turn = (label, to) => {
    const button = el('button', { type: 'button', disabled: to === null }, label);
    button.dataset.name = label;
    button.addEventListener('click', () => {
      listing.starts = to;
      refresh('bucket').catch(() => {});
    });
    return button;
  };
  const { starts } = listing;
  if (starts.length === 1 && !next) return null;
  const start = next && `&${new URLSearchParams(Object.entries(next).filter(([, value]) => value !== null))}`;
  return el(
    'p',
    { className: 'row pages' },
    turn('First', starts.length > 1 ? starts.slice(0, 1) : null),
    turn('Previous', starts.length > 1 ? starts.slice(0, -1) : null),
    turn('Next', next ? [...starts, start] : null),
    el('span', { className: 'muted' }, `page ${starts.length}`),
  );
}

function startBucket() {
  byId('prefix-form').addEventListener('submit', (event) => event.preventDefault());
  byId('prefix').addEventListener('input', ({ target }) => {
    Object.assign(listing, { prefix: target.value, starts: [''] });
    refresh('bucket').catch(() => {});
  });
}
