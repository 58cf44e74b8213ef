// The list of calls as they arrive, its filters, and the open call.

/** How many calls are kept here; the server may keep more. */
const KEPT = 2000;

const journal = {
  /** Records by number, oldest first. */
  records: new Map(),
  dropped: 0,
  /** The number of the oldest that the server keeps. */
  first: 1,
  /** The newest number there has been. */
  last: 0,
  /** Whether the server has told of all there is. */
  loaded: false,
};

const rows = new Map();
/** The number of the row that the keyboard is at, and of the call that is open. */
let current = null;
let opened = null;

const FILTERS = {
  outcome: { any: 'all outcomes', of: (record) => OUTCOMES[outcomeOf(record)] },
  operation: { any: 'all operations', of: operationOf },
  caller: { any: 'all callers', of: callerOf },
  bucket: { any: 'all buckets', of: (record) => record.bucket },
};

/** Takes in what the server has told, and shows it; `whole` if it has no more to tell. */
function takeIn({ records, first, last, dropped }, whole) {
  for (const number of [...journal.records.keys()]) {
    if (number < first) forget(number);
  }
  const fresh = records.map((record) => {
    journal.records.set(record.number, record);
    return rowOf(record);
  });
  for (const number of [...journal.records.keys()].slice(0, -KEPT)) forget(number);
  const oldest = journal.records.keys().next().value ?? last + 1;
  journal.first = first;
  journal.dropped = dropped + Math.max(oldest - first, 0);
  // After a part of the records, the next request continues after the last one received.
  journal.last = whole ? last : records.at(-1).number;
  prepend(fresh.filter((row) => rows.has(Number(row.id.slice(4)))).reverse());
  if (fresh.length) offerChoices();
  if (journal.loaded && records.length) tellNews(records);
  journal.loaded ||= whole;
  filterRows();
}

/** Puts rows on top. Whoever has scrolled down goes on reading the same rows. */
function prepend(fresh) {
  const place = byId('rows');
  const scroller = isNarrow() ? document.scrollingElement : place.parentElement;
  const before = place.offsetHeight;
  place.prepend(...fresh);
  if (scroller.scrollTop > 0) scroller.scrollTop += place.offsetHeight - before;
}

/** Forgets everything, as the server may be another one now. It has told of so many calls. */
function startAnew(last) {
  for (const number of [...journal.records.keys()]) forget(number);
  Object.assign(journal, { dropped: 0, last: Math.max(last - KEPT, 0), loaded: false });
  delete byId('call').dataset.shows;
}

function forget(number) {
  journal.records.delete(number);
  rows.get(number)?.remove();
  rows.delete(number);
  if (current === number) current = null;
}

function tellNews(records) {
  const refused = records.filter((record) => outcomeOf(record) === 'refused').length;
  const one = records.length === 1 && `${operationOf(records[0])} ${answerOf(records[0])}`;
  announce(one || `${plural(records.length, 'new call')}, ${refused} refused`);
}

function rowOf(record) {
  const cell = (name, title, ...content) =>
    el('div', { role: 'gridcell', className: name, title }, ...content.filter(Boolean));
  const key = record.key && [el('span', { className: 'muted' }, '/'), record.key];
  const what = [record.bucket ?? '', key].flat().filter(Boolean);
  const [operation, caller, answer] = [operationOf(record), callerOf(record), answerOf(record)];
  const fault = record.injected.length > 0 && el('span', { className: 'tag' }, 'fault');
  const row = el(
    'div',
    { role: 'row', id: `row-${record.number}`, tabIndex: -1, className: outcomeOf(record), 'aria-selected': 'false' },
    cell('number', null, `${record.number}`),
    cell('time', null, momentOf(record.at)),
    cell('operation', operation, operation),
    cell('what', [record.bucket, record.key].filter(Boolean).join('/'), ...what),
    cell('caller', caller, caller),
    cell('answer', `${answer}: ${OUTCOMES[outcomeOf(record)]}`, fault, answer),
    cell('took', null, record.took_ms > 0 && tookOf(record)),
  );
  row.addEventListener('click', () => go(`#call-${record.number}`));
  row.addEventListener('focus', () => setCurrent(record.number));
  rows.set(record.number, row);
  return row;
}

/** How long a call took by the clock of the fake. */
function tookOf({ took_ms }) {
  return took_ms < 10_000
    ? `${took_ms.toLocaleString('en')} ms`
    : `${Math.round(took_ms / 1000).toLocaleString('en')} s`;
}

/** The choices there are, in the selects; what was chosen stays. */
function offerChoices() {
  for (const [name, { any, of }] of Object.entries(FILTERS)) {
    const select = byId(`filter-${name}`);
    // The user may be choosing.
    if (document.activeElement === select) continue;
    const counts = new Map();
    for (const record of journal.records.values()) {
      const value = of(record);
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    if (select.value && !counts.has(select.value)) counts.set(select.value, 0);
    const names = [...counts.keys()].sort();
    const offered = [
      el('option', { value: '' }, any),
      ...names.map((it) => el('option', { value: it }, `${it} (${counts.get(it)})`)),
    ];
    const chosen = select.value;
    select.replaceChildren(...offered);
    select.value = chosen;
  }
}

/** Whether a record passes the filters as they are set. */
function filter() {
  const words = byId('filter-text').value.toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = Object.entries(FILTERS).map(([name, { of }]) => [byId(`filter-${name}`).value, of]);
  return (record) =>
    chosen.every(([value, of]) => value === '' || of(record) === value) &&
    words.every((word) => textOf(record).includes(word));
}

/** What of a record a text is looked for in. */
function textOf(record) {
  const { method, host, bucket, key, request_id, code, cause, message, note, decision, test_id } = record;
  const said = [
    method,
    host,
    bucket,
    key,
    request_id,
    code,
    cause,
    message,
    note,
    decision,
    test_id,
    ...record.injected,
  ];
  const parts = [operationOf(record), callerOf(record), targetOf(record), answerOf(record), ...said];
  return parts.join('\n').toLowerCase();
}

function filterRows() {
  const passes = filter();
  let shown = 0;
  for (const [number, row] of rows) {
    row.hidden = !passes(journal.records.get(number));
    shown += row.hidden ? 0 : 1;
  }
  const all = journal.records.size;
  const parts = [shown === all ? plural(all, 'call') : `${shown.toLocaleString('en')} of ${plural(all, 'call')}`];
  if (journal.dropped) parts.push(`${journal.dropped.toLocaleString('en')} older ones are not shown`);
  byId('count').textContent = journal.loaded ? parts.join(', ') : '';
  byId('table').hidden = shown === 0;
  byId('clear').disabled = all === 0;
  byId('calls-empty').replaceChildren(...(shown === 0 && journal.loaded ? [noCalls(all)] : []));
  setCurrent(rowNumbers().includes(current) ? current : (rowNumbers()[0] ?? null));
  if (opened !== null) openCall(opened);
}

function noCalls(all) {
  if (all) {
    const clear = el('button', { type: 'button' }, 'Show all');
    clear.addEventListener('click', clearFilters);
    return emptyState(`None of the ${plural(all, 'call')} passes the filters`, clear);
  }
  return emptyState(
    'No call has arrived yet',
    el('p', {}, 'Point a client at this server:'),
    command(`export OSS_ENDPOINT=${location.origin}`),
    el(
      'p',
      {},
      'AccessKeys stand in the output of ',
      el('code', {}, 'ossmock serve'),
      '. Or see a refusal right away:',
    ),
    command(`curl -s '${location.origin}/some-bucket/?encryption'`),
  );
}

function clearFilters() {
  byId('filters').reset();
  filterRows();
  byId('filter-text').focus();
}

/** The numbers of the rows that are shown, from the top. */
function rowNumbers() {
  return [...rows.keys()].sort((a, b) => b - a).filter((number) => !rows.get(number).hidden);
}

/** Of all rows, one can be reached with Tab. */
function setCurrent(number) {
  if (current !== number && rows.has(current)) rows.get(current).tabIndex = -1;
  current = number;
  if (rows.has(current)) rows.get(current).tabIndex = 0;
}

/** Goes so many rows down; the call that is open follows. */
function move(by) {
  const numbers = rowNumbers();
  if (!numbers.length) return;
  const focused = document.activeElement?.closest('#rows [role=row]');
  const at = numbers.indexOf(current);
  // The first key selects the current row, and the next ones move from there.
  const to =
    at < 0 || (!focused && opened === null) ? Math.max(at, 0) : Math.min(Math.max(at + by, 0), numbers.length - 1);
  setCurrent(numbers[to]);
  if (opened !== null) go(`#call-${current}`, true);
  rows.get(current).focus();
}

/** Opens a call, which may be one that is not kept. */
function openCall(number) {
  const pane = byId('call');
  const record = journal.records.get(number);
  const found = record ? 'found' : `${journal.loaded} ${number > journal.last}`;
  if (opened !== null && rows.has(opened)) rows.get(opened).setAttribute('aria-selected', 'false');
  rows.get(number)?.setAttribute('aria-selected', 'true');
  const fresh = opened !== number;
  opened = number;
  viewOf('calls').classList.add('open');
  pane.hidden = false;
  // The open call stays unchanged while other calls arrive, also after its record is dropped.
  if (!fresh && ['found', found].includes(pane.dataset.shows)) return;
  pane.dataset.shows = found;
  if (record) showCall(pane, record, () => go('#calls'));
  else showNoCall(pane, number);
  if (rows.has(number)) setCurrent(number);
  if (fresh && isNarrow()) scrollTo(0, 0);
  if (fresh) {
    rows.get(number)?.scrollIntoView({ block: 'nearest' });
    if (!document.activeElement?.closest('#rows [role=row]') || isNarrow())
      pane.querySelector('h2').focus({ preventScroll: true });
  }
}

const isNarrow = () => matchMedia('(max-width: 899px)').matches;

function showNoCall(pane, number) {
  const why = number > journal.last ? 'It has not come yet.' : 'It is not kept any more.';
  const back = el('button', { type: 'button', className: 'back', 'aria-label': 'Close the call' }, '×');
  back.addEventListener('click', () => go('#calls'));
  pane.className = 'detail';
  pane.setAttribute('aria-label', `Call ${number}`);
  const heading = el('h2', { tabIndex: -1 }, `There is no call ${number}`);
  pane.replaceChildren(
    el('header', {}, heading, back),
    el('p', {}, journal.loaded ? why : 'The calls are being read.'),
  );
}

function closeCall() {
  if (opened === null) return;
  const row = rows.get(opened);
  row?.setAttribute('aria-selected', 'false');
  opened = null;
  delete byId('call').dataset.shows;
  byId('call').hidden = true;
  viewOf('calls').classList.remove('open');
  row?.focus();
}

function startCalls() {
  offerChoices();
  byId('filters').addEventListener('input', filterRows);
  for (const name of Object.keys(FILTERS))
    byId(`filter-${name}`).addEventListener('blur', () => setTimeout(offerChoices));
  byId('filters').addEventListener('submit', (event) => {
    event.preventDefault();
    move(0);
  });
}
