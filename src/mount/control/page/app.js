// The current view, the token, and the loops that keep the page up to date.

/** How long the server may let a request wait for the next call, in seconds. */
const WAIT = 20;
/** How many records are asked for at once. */
const BATCH = 250;
/** How often what is no call is asked for again, in milliseconds. */
const EVERY = 2000;
/** How long new calls gather before they are asked for, in milliseconds. */
const GATHER = 150;

/** Goes to a place of the page, `#calls` or `#call-12`. */
function go(hash, instead = false) {
  if (location.hash === hash) return;
  if (instead) {
    history.replaceState(null, '', hash);
    route();
  } else {
    location.hash = hash;
  }
}

function route() {
  const number = /^#call-(\d{1,15})$/.exec(location.hash)?.[1];
  const bucket = /^#bucket-([a-z0-9-]{3,63})$/.exec(location.hash)?.[1];
  const name = bucket ? 'bucket' : location.hash.slice(1);
  if (bucket) openBucket(bucket);
  const view = Object.hasOwn(VIEWS, name) && (name !== 'bucket' || bucket) ? name : 'calls';
  for (const name of ['calls', ...Object.keys(VIEWS)]) viewOf(name).hidden = name !== view || !byId('token').hidden;
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash === `#${view === 'bucket' ? 'buckets' : view}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = number ? `Call ${number} – ossmock` : bucket ? `${bucket} – ossmock` : 'ossmock';
  if (number) openCall(Number(number));
  else closeCall();
  keepNew(view);
}

/** Reads everything anew, as another world is shown. */
function startAgain() {
  changed = true;
  leaving.abort();
  leaving = new AbortController();
  refreshNow();
}

/** Shows what has changed by the user's order at once. */
function refreshNow() {
  refreshClock().catch(() => {});
  if (kept.name in VIEWS) refresh(kept.name).catch(() => {});
}

/** Shows how it stands with the server, and what is wrong if something is. */
function setConnection(state, problem = '') {
  const text = { live: 'live', gone: 'disconnected, trying again', refused: problem, locked: 'locked' }[state];
  const shown = byId('connection');
  if (shown.textContent !== text) shown.textContent = text;
  shown.className = state;
}

/** Whether another world is shown than the one whose journal is known. */
let changed = false;

/** Reads the journal to its end, then waits for what comes, while the page is visible. */
async function follow() {
  let known = false;
  for (;;) {
    await looked();
    const began = performance.now();
    const { signal } = leaving;
    try {
      if (changed) known = false;
      changed = false;
      if (!known) startAnew((await ask('GET', 'journal?limit=1', { signal })).last);
      known = true;
      const wait = journal.loaded ? `&wait=${WAIT}&first=${journal.first}` : '';
      const told = await ask('GET', `journal?after=${journal.last}&limit=${BATCH}${wait}`, { signal });
      if (changed) continue;
      // A journal with fewer calls is another one; this answer begins after the calls of the old one.
      if (told.last < journal.last) {
        known = false;
        continue;
      }
      unlock();
      setConnection('live');
      takeIn(told, told.records.length < BATCH);
      const quick = performance.now() - began < 500;
      // A server without room for waiting requests is polled once a second.
      await pause(told.records.length === 0 && quick && wait ? 1000 : GATHER);
    } catch (error) {
      if (error.name === 'AbortError') continue;
      known = false;
      if (error instanceof TokenWanted) {
        await unlocked(error.message);
        continue;
      }
      setConnection(error instanceof TypeError ? 'gone' : 'refused', error.message);
      await pause(1000);
    }
  }
}

/** Waits until the page is visible: a hidden page holds no connection. */
function looked() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
}

/** Aborts what waits when the page is hidden. */
let leaving = new AbortController();

function leave() {
  if (!document.hidden) return;
  leaving.abort();
  leaving = new AbortController();
}

/** The view that is kept new. */
let kept = { stop: null, name: null };

/** Keeps the clock and the list of worlds new while the page is visible. */
async function keepTools() {
  for (;;) {
    await looked();
    if (byId('token').hidden) await Promise.all([refreshClock(), refreshWorlds()]).catch(() => {});
    await pause(EVERY);
  }
}

/** Keeps what a view shows new while it is visible. */
async function keepNew(name) {
  if (kept.name === name) return;
  kept.stop?.abort();
  const stop = new AbortController();
  kept = { stop, name };
  while (name in VIEWS && !stop.signal.aborted) {
    if (!document.hidden && byId('token').hidden) {
      // The journal shows if the server is there.
      await refresh(name, stop.signal).catch(() => shownIn.delete(name));
    }
    await pause(EVERY);
  }
}

/** Asks for the token, and waits until there is one to try. */
function unlocked(problem) {
  sessionStorage.removeItem(TOKEN);
  setConnection('locked');
  byId('token').hidden = false;
  byId('token-problem').textContent = problem;
  route();
  byId('token-text').focus();
  return new Promise((resolve) => {
    byId('token').addEventListener('submit', resolve, { once: true });
  });
}

function unlock() {
  if (byId('token').hidden) return;
  byId('token').hidden = true;
  byId('token-text').value = '';
  route();
  document.querySelector('nav a').focus();
}

/** What keys do anywhere, and what they do where a row of the list has the focus. */
const KEYS = { '/': findCalls, j: () => move(1), k: () => move(-1) };
const ROW_KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Home: () => move(-Infinity),
  End: () => move(Infinity),
  Enter: () => go(`#call-${current}`),
  ' ': () => go(`#call-${current}`),
};

function onKey(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !byId('token').hidden) return;
  // A dialog has its own keys.
  if (document.querySelector('dialog[open]')) return;
  const typing = target.matches('input, textarea, select');
  if (key === 'Escape') {
    if (typing) target.blur();
    if (target.id === 'filter-text' && target.value) clearFilters();
    else if (!viewOf('calls').hidden) go('#calls');
    else if (!viewOf('bucket').hidden && !typing) go('#buckets');
    return;
  }
  const inList =
    !viewOf('calls').hidden &&
    (target.closest('#rows [role=row]') || (target.id === 'filter-text' && key === 'ArrowDown'));
  const does = (!typing && (key === '/' || !viewOf('calls').hidden) && KEYS[key]) || (inList && ROW_KEYS[key]);
  if (!does) return;
  event.preventDefault();
  does();
}

function findCalls() {
  if (viewOf('calls').hidden || isNarrow()) go('#calls');
  byId('filter-text').focus();
  byId('filter-text').select();
}

byId('token').addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem(TOKEN, byId('token-text').value.trim());
});
document.addEventListener('keydown', onKey);
document.addEventListener('visibilitychange', leave);
addEventListener('hashchange', route);
byId('run-due').addEventListener('click', runDue);
startTheme();
startOrders();
startClock();
startBucket();
startCalls();
route();
follow();
keepTools();
