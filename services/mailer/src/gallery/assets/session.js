// @ts-check
/** @import { paths } from '@oms/client' */
/** @typedef {'/api/v1/auth/refresh'} RefreshPath */
/** @typedef {paths[RefreshPath]['post']['responses'][200]['content']['application/json']} Refreshed */

/** Says what is wrong, and whether it may help to sign in. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {{ mayHelpToSignIn?: boolean }} [options]
   */
  constructor(message, { mayHelpToSignIn = false } = {}) {
    super(message);
    this.mayHelpToSignIn = mayHelpToSignIn;
  }
}

/** @type {RefreshPath} */
const refreshPath = '/api/v1/auth/refresh';
/** @type {string | undefined} */
let accessToken;
/** @type {Promise<void> | undefined} */
let refreshing;

/** By the cookie of whoever has signed in; once, however many ask. */
function refresh() {
  refreshing ??= (async () => {
    const response = await fetch(refreshPath, { method: 'POST', credentials: 'same-origin' });
    if (!response.ok) throw new Refusal('Sign in to see the mails.', { mayHelpToSignIn: true });
    const refreshed = /** @type {Refreshed} */ (await response.json());
    accessToken = refreshed.accessToken;
  })().finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

/**
 * What stands at a path of this service, for whoever is signed in.
 *
 * @param {string} path
 * @throws {Refusal}
 */
export async function read(path) {
  const ask = () => fetch(path, { headers: { Authorization: `Bearer ${accessToken}` }, credentials: 'omit' });
  if (!accessToken) await refresh();
  let response = await ask();
  // Access tokens live for minutes, pages for hours.
  if (response.status === 401) {
    await refresh();
    response = await ask();
  }
  if (response.ok) return response.json();
  if (response.status === 403) throw new Refusal('You may not read mail templates.', { mayHelpToSignIn: true });
  const { title = 'That did not work', detail } = await response.json().catch(() => ({}));
  throw new Refusal([title, detail].filter(Boolean).join('. '));
}
