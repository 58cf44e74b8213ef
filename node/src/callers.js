// The callers of a world and their AccessKeys.

/** @import { World } from './openapi.js' */

/**
 * The AccessKeys of a world, by the names of the callers.
 * @param {World} world
 * @returns {Map<string, { access_key_id?: string, access_key_secret?: string, security_token?: string }>}
 */
export function callers(world) {
  const all = new Map();
  for (const account of world.account ?? []) {
    all.set(account.name, account);
    for (const user of account.ram_user ?? []) all.set(`${account.name}/${user.name}`, user);
    for (const role of account.role ?? []) {
      for (const session of role.session ?? []) all.set(`${account.name}/${role.name}/${session.name}`, session);
    }
  }
  return all;
}
