// The work by the clock: what is due next, and the button that does what is due now.

function showDue({ next_due, now }) {
  if (!next_due.length) {
    return [
      emptyState(
        'Nothing is due by the clock',
        el('p', {}, 'Lifecycle rules, inventories, logging and replication make work that is due at a time.'),
      ),
    ];
  }
  const body = next_due.map(({ at, bucket, kind }) => {
    const rest = (Date.parse(at) - Date.parse(now)) / 1000;
    return [
      shownTime(Date.parse(at)),
      rest > 0 ? `in ${length(rest, 60) || 'a minute'}` : 'now',
      kind,
      bucketLink(bucket),
    ];
  });
  return [
    el(
      'p',
      { className: 'muted' },
      'The next work of each bucket and kind. Advance the clock to its time, then run what is due.',
    ),
    table('Due next', ['Time', 'Due', 'Work', 'Bucket'], body),
  ];
}

/** Does what is due now, and shows what was done. */
async function runDue() {
  const button = byId('run-due');
  button.disabled = true;
  const told = await ask('POST', 'run-due').then(reportOf, (error) => [error.message]);
  button.disabled = false;
  button.focus();
  byId('due-report').replaceChildren(
    el('p', {}, told[0]),
    ...(told.length > 1 ? [list(told.slice(1), { tabIndex: 0, 'aria-label': 'What was done' })] : []),
  );
  announce(told[0]);
  await refresh('due').catch(() => {});
}

/** How many steps are shown. */
const STEPS = 100;

/** What was done, in words: a sum, then each step. */
function reportOf({ steps, omitted, stopped_at, replication }) {
  const replicated = replication.steps.map(({ bucket, key, to, outcome, why }) => {
    return `replication of ${bucket}/${key} to ${to}: ${[outcome, why].filter(Boolean).join(', ')}`;
  });
  const done = [...steps.map(({ at, bucket, text }) => `${at} ${bucket}: ${withShortVersions(text)}`), ...replicated];
  const count = done.length + omitted;
  const left = count - Math.min(done.length, STEPS);
  return [
    [count ? `${plural(count, 'step')} done` : 'Nothing was due', stopped_at && `stopped at ${stopped_at}`]
      .filter(Boolean)
      .join(', '),
    ...done.slice(0, STEPS),
    ...(left > 0 ? [`${plural(left, 'more step')} not shown`] : []),
  ];
}
