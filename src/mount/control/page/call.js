// One call, with everything that explains its outcome.

/** Claims of assumptions by name, as far as the server was asked. */
const claims = new Map();

/** Fills the pane with a call. */
function showCall(pane, record, close) {
  const back = el('button', { type: 'button', className: 'back', 'aria-label': 'Close the call' }, '×');
  back.addEventListener('click', close);
  const heading = el('h2', { tabIndex: -1 }, operationOf(record));
  pane.className = `detail ${outcomeOf(record)}`;
  pane.setAttribute('aria-label', `Call ${record.number}`);
  pane.replaceChildren(
    ...[
      el('header', {}, el('span', { className: 'number' }, `#${record.number}`), heading, copyLink(record), back),
      el('p', { className: 'verdict' }, answerOf(record)),
      ...(outcomeOf(record) === 'answered' ? [] : [el('p', { className: 'kind' }, OUTCOMES[outcomeOf(record)])]),
      ...[...reasonsOf(record), record.cors].filter(Boolean).map((reason) => el('p', { className: 'reason' }, reason)),
      ...lacks(record),
      signature(record),
      steps(record),
      part('Faults', list(record.injected)),
      answer(record),
      request(record),
      bodies(record),
      part('Caveats on what no source says', assumptions(record)),
      part('Counted for nothing', list(record.ignored)),
    ].filter(Boolean),
  );
  pane.scrollTop = 0;
}

function copyLink(record) {
  return copyButton('Copy link', `${location.origin}/_ossmock/#call-${record.number}`);
}

function list(texts, properties = {}) {
  return texts.length ? el('ul', properties, ...texts.map((text) => el('li', {}, text))) : null;
}

function lacks(record) {
  const missing = (record.explanation?.missing ?? []).map((one) => lackOf(one, record.explanation.caller));
  const shown = ({ text, policy }) => {
    const copied = policy && [el('pre', { className: 'code' }, policy), copyButton('Copy policy', policy)];
    return el('div', { className: 'lack' }, el('p', {}, text), copied);
  };
  return [
    part('In the way', missing.filter((one) => one.denies).map(shown)),
    part('Missing', missing.filter((one) => !one.denies).map(shown)),
  ];
}

function steps(record) {
  if (!record.steps) return null;
  const { action, resource } = record.explanation;
  const shown = record.steps.map(({ text, because, applies }) => {
    const name = applies === null ? 'said' : applies ? 'applies' : 'idle';
    return el(
      'li',
      { className: name },
      el('p', {}, text),
      ...because.map((why) => el('p', { className: 'why' }, why)),
    );
  });
  const decided = el('li', { className: 'decided' }, el('p', {}, record.decision));
  return part(
    'How it was decided',
    el('p', {}, `${action} on ${resource}`),
    el('ol', { className: 'steps' }, shown, decided),
  );
}

function answer(record) {
  const sure = record.provenance && `${record.provenance}: ${record.source}`;
  const assumed = Object.entries(record.columns ?? {}).filter(([, provenance]) => provenance === 'assumed');
  return part(
    'Answer',
    facts([
      ['Status', record.status],
      ['Code', record.code],
      ['Message', record.message && withoutTokens(record.message)],
      ['EC', record.ec],
      // The note on a signature repeats the section above.
      ['Note', record.note === record.message || record.signature ? null : record.note && withoutTokens(record.note)],
      ['Cause', record.cause],
      ['Known from', sure],
      ['Only assumed', assumed.length ? assumed.map(([column]) => column).join(', ') : null],
      ['Request id', record.request_id],
    ]),
  );
}

function request(record) {
  const headers = record.headers.map(({ name, value }) => [el('code', {}, name), el('code', {}, value)]);
  return part(
    'Request',
    facts([
      ['Request line', el('code', {}, `${record.method} ${targetOf(record)}`)],
      ['Host', el('code', {}, record.host)],
      ['Bucket', record.bucket],
      ['Key', record.key],
      ['Caller', callerOf(record)],
      ['AccessKey id', record.access_key_id],
      ['Read at', record.at],
      ['Took', record.took_ms > 0 ? tookOf(record) : null],
      ['Test id', record.test_id],
    ]),
    headers.length > 0 && el('h4', {}, 'Headers'),
    facts(headers),
    record.headers_omitted > 0 &&
      el('p', { className: 'muted' }, `${plural(record.headers_omitted, 'more header')} not kept`),
  );
}

/** Assumptions, each with what it claims once the server has told. */
function assumptions(record) {
  if (!record.assumptions.length) return null;
  const items = record.assumptions.map((name) => {
    const item = el('li', {}, claims.get(name) ?? name);
    item.dataset.assumption = name;
    return item;
  });
  if (record.assumptions.some((name) => !claims.has(name))) tellClaims(items);
  return el('ul', {}, ...items);
}

async function tellClaims(items) {
  const report = await ask('GET', 'honesty').catch(() => null);
  for (const { name, claim } of report?.assumptions ?? []) claims.set(name, claim);
  for (const item of items) item.textContent = claims.get(item.dataset.assumption) ?? item.textContent;
}
