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
      ...[...reasonsOf(record), record.cors].filter(Boolean).map((reason) => el('p', { className: 'reason' }, reason)),
      lacks(record),
      signature(record),
      steps(record),
      part('Faults', list(record.injected)),
      answer(record),
      request(record),
      part('Caveats on what no source says', assumptions(record)),
      part('Counted for nothing', list(record.ignored)),
    ].filter(Boolean),
  );
  pane.scrollTop = 0;
}

function copyLink(record) {
  return copyButton('Copy link', `${location.origin}/_ossmock/#call-${record.number}`);
}

function list(texts) {
  return texts.length ? el('ul', {}, ...texts.map((text) => el('li', {}, text))) : null;
}

function lacks(record) {
  const missing = record.explanation?.missing ?? [];
  const shown = missing.map((one) => {
    const { text, policy } = lackOf(one, record.explanation.caller);
    const copied = policy && [el('pre', { className: 'code' }, policy), copyButton('Copy policy', policy)];
    return el('div', { className: 'lack' }, el('p', {}, text), copied);
  });
  return part('Missing', shown);
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
      ['Caller', record.caller ?? 'nobody was proved'],
      ['AccessKey id', record.access_key_id],
      ['Read at', record.at],
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

function signature(record) {
  if (!record.signature) return null;
  const { string_to_sign, canonical_request, mistake, provided } = record.signature;
  const compared = canonical_request ?? string_to_sign;
  const name = canonical_request === null ? 'string to sign' : 'canonical request';
  const code = el('pre', { className: 'code lines', tabIndex: 0, 'aria-label': `The server's ${name}` });
  const told = el('p', { className: 'muted' });
  markLines(code, compared, mistake);
  tellDifference(told, mistake);

  const pasted = el('textarea', { id: 'pasted', rows: 3, spellcheck: false });
  pasted.addEventListener('input', () => {
    // A copied log line ends with a line feed where the text has none.
    const client = compared.endsWith('\n') ? pasted.value : pasted.value.replace(/\n$/, '');
    const difference = pasted.value === '' ? mistake : firstDifference(compared, client);
    markLines(code, compared, difference);
    if (pasted.value !== '' && difference === null) told.textContent = 'The two are equal: the secrets differ.';
    else tellDifference(told, difference);
  });
  const paste = el(
    'label',
    { for: 'pasted' },
    `Paste the ${name} of your client, from its debug log: the first line that differs is marked`,
  );

  const toSign =
    canonical_request === null
      ? null
      : [
          el('h4', {}, "The server's string to sign"),
          el(
            'pre',
            { className: 'code', tabIndex: 0, 'aria-label': "The server's string to sign" },
            withoutTokens(string_to_sign),
          ),
          copyButton('Copy string to sign', string_to_sign),
        ];
  return part(
    'Signature',
    told,
    el('h4', {}, `The server's ${name}`),
    code,
    copyButton(`Copy ${name}`, compared),
    paste,
    pasted,
    ...(toSign ?? []),
    facts([['Signature sent', el('code', {}, provided)]]),
  );
}

function tellDifference(told, difference) {
  told.textContent = difference ? `Line ${difference.line} is the first in which the two differ.` : '';
  told.hidden = !difference;
}

/** The lines with their numbers; behind the one that differs stands what the client signed there. */
function markLines(code, text, difference) {
  const lines = text.split('\n');
  // The client's text may have more lines.
  while (difference && lines.length < difference.line) lines.push('');
  const shown = (text) => (text === '' ? el('span', { className: 'muted' }, '(empty)') : withoutTokens(text));
  const line = (name, label, content) =>
    el('span', { className: name }, el('span', { className: 'gutter' }, label), el('span', {}, content), '\n');
  code.classList.toggle('marked', Boolean(difference));
  code.replaceChildren(
    ...lines.flatMap((content, i) => {
      if (i + 1 !== difference?.line) return [line('line', `${i + 1}`, withoutTokens(content))];
      return [
        line('line server', `${i + 1} server`, shown(content)),
        line('line client', 'client', shown(difference.client)),
      ];
    }),
  );
}
