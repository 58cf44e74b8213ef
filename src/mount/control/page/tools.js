// The tools of the bar: the theme, the world that is shown, and the reset.

const THEME = 'ossmock-theme';

function startTheme() {
  const select = byId('theme');
  select.value = document.documentElement.dataset.theme ?? '';
  select.addEventListener('change', () => {
    if (select.value) document.documentElement.dataset.theme = select.value;
    else delete document.documentElement.dataset.theme;
    try {
      localStorage.setItem(THEME, select.value);
    } catch {
      // It holds until the page is closed.
    }
  });
}

/** Offers the worlds of tests, if there are some. */
async function refreshWorlds() {
  const { tests } = await ask('GET', 'tests', { ofServer: true });
  const ids = tests.map(({ id }) => id);
  if (world !== null && !ids.includes(world)) chooseWorld(null);
  const select = byId('world');
  const offered = JSON.stringify(ids);
  byId('worlds').hidden = ids.length === 0;
  // The user may be choosing.
  if (select.dataset.offered === offered || document.activeElement === select) return;
  select.dataset.offered = offered;
  select.replaceChildren(
    el('option', { value: '' }, 'world of the server'),
    ...ids.map((id) => el('option', { value: `test ${id}` }, `test ${id}`)),
  );
  select.value = world === null ? '' : `test ${world}`;
}

/** Shows the world of a test, or that of the server. */
function chooseWorld(id) {
  world = id;
  byId('world').value = id === null ? '' : `test ${id}`;
  clocks = null;
  shownIn.clear();
  startAgain();
}

/** Lets the buttons of the bar and of the journal give their orders. */
function startOrders() {
  for (const button of document.querySelectorAll('dialog [data-close]')) {
    button.addEventListener('click', () => button.closest('dialog').close());
  }
  byId('reset').addEventListener('click', () => {
    byId('reset-problem').textContent = '';
    byId('reset-dialog').showModal();
  });
  byId('reset-yes').addEventListener('click', async () => {
    try {
      await ask('POST', 'reset');
      byId('reset-dialog').close();
      announce('World and clock are as at the start');
      refreshNow();
    } catch (error) {
      byId('reset-problem').textContent = error.message;
    }
  });
  byId('world').addEventListener('change', ({ target }) => {
    chooseWorld(target.value === '' ? null : target.value.slice('test '.length));
  });
  byId('clear').addEventListener('click', async () => {
    await ask('DELETE', 'journal').then(
      () => announce('The journal is empty'),
      (error) => announce(error.message),
    );
  });
}
