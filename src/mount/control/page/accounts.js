// The accounts: who there is, with which AccessKeys, and what the policies allow.

function showAccounts({ accounts }) {
  if (!accounts.length) {
    return [emptyState('There are no accounts', el('p', {}, 'Start with a world that has some:'), worldCommand())];
  }
  return accounts.map((account) => {
    const { name, ram_users, groups, roles, sessions } = account;
    return el(
      'section',
      { className: 'account', 'aria-label': `Account ${name}` },
      el('h2', {}, name),
      facts([
        ['Id', el('code', {}, account.id)],
        ['AccessKey', keyOf(account.access_key)],
        ['State', lines(stateOf(account))],
      ]),
      users(name, ram_users, groups),
      groups.length > 0 &&
        part(
          'Groups',
          table(
            `Groups of ${name}`,
            ['Group', 'Members', 'Policies'],
            groups.map((group) => [
              group.name,
              group.members.join(', ') || null,
              policyList(`${name} group ${group.name}`, group.policies),
            ]),
          ),
        ),
      roles.length > 0 &&
        part(
          'Roles',
          table(
            `Roles of ${name}`,
            ['Role', 'Sessions', 'Policies'],
            roles.map((role) => [
              role.name,
              role.sessions.length ? role.sessions.flatMap((session) => sessionOf(name, role.name, session)) : null,
              policyList(`${name} role ${role.name}`, role.policies),
            ]),
          ),
        ),
      sessions.length > 0 &&
        part(
          'Sessions',
          table(
            `Sessions of ${name}`,
            ['AccessKey'],
            sessions.map((key) => [keyOf(key)]),
          ),
        ),
    );
  });
}

function stateOf({ suspended, forbid_v1, block_public_access }) {
  return [
    suspended && 'suspended',
    forbid_v1 && 'signatures of version 1 are forbidden',
    block_public_access && 'public access is blocked for all buckets',
  ].filter(Boolean);
}

/** How many RAM users of an account are shown. */
const USERS = 500;

function users(account, ramUsers, groups) {
  if (!ramUsers.length) return null;
  const left = ramUsers.length - USERS;
  const body = ramUsers.slice(0, USERS).map(({ name, id, access_key, policies }) => [
    [el('strong', {}, name), el('span', { className: 'sub' }, `id ${id}`)],
    keyOf(access_key),
    groups
      .filter(({ members }) => members.includes(name))
      .map((group) => group.name)
      .join(', ') || null,
    policyList(`${account} user ${name}`, policies),
  ]);
  return part(
    'RAM users',
    table(`RAM users of ${account}`, ['User', 'AccessKey', 'Groups', 'Policies'], body),
    left > 0 && el('p', { className: 'muted' }, `${plural(left, 'more RAM user')} not shown`),
  );
}

/** The id of an AccessKey, and its state in words. */
function keyOf({ id, enabled, sources, expires }) {
  const ended = expires !== null && clocks && Date.parse(expires) <= clocksNow().now;
  const state = [
    !enabled && 'disabled',
    ended ? `expired at ${expires}` : expires && `expires at ${expires}`,
    sources && `only from ${sources.join(', ') || 'no address'}`,
  ].filter(Boolean);
  return [el('code', {}, id), el('span', { className: 'sub' }, state.join(', ') || 'enabled')];
}

function sessionOf(account, role, { name, access_key, policy }) {
  const shown = [el('span', { className: 'line-of-cell' }, name), ...keyOf(access_key)];
  return policy ? [...shown, policyDetails(`${account} session ${role}/${name}`, 'Session policy', policy)] : shown;
}
