// The bodies of a call, where the server keeps them.

/** The section of the bodies; nothing if the server keeps none. */
function bodies(record) {
  if (!record.bodies) return null;
  const place = el('section', { className: 'part' });
  showBodies(place, record.bodies);
  // The answer is written after the record has come.
  if (!record.bodies.answer) tellBodies(place, record);
  return place;
}

function showBodies(place, { request, answer }) {
  const shown = [
    ['Body of the request', request],
    ['Body of the answer', answer],
  ].flatMap(([title, body]) => (body && body.bytes > 0 ? [el('h3', {}, title), ...bodyOf(title, body)] : []));
  place.replaceChildren(...shown);
  place.hidden = shown.length === 0;
}

function bodyOf(title, { bytes, kind, text, cut }) {
  const length = plural(bytes, 'byte');
  if (kind === 'binary') return [el('p', { className: 'muted' }, `binary, ${length}`)];
  const about = { form: `a form of ${length}: its fields`, text: length }[kind];
  return [
    el('p', { className: 'muted' }, cut ? `${about}, the beginning` : about),
    el('pre', { className: 'code', tabIndex: 0, 'aria-label': title }, withoutTokens(text)),
    copyButton('Copy body', withoutTokens(text)),
  ];
}

async function tellBodies(place, { number }) {
  const told = await ask('GET', `journal?after=${number - 1}&limit=1`).catch(() => null);
  const record = told?.records.find((it) => it.number === number);
  if (record?.bodies) showBodies(place, record.bodies);
}
