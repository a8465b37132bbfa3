// @ts-check
/** @import { paths } from '@oms/client' */
/** @template {keyof paths} Path @typedef {paths[Path] extends { post: { requestBody?: { content: { 'application/json': infer Body } } } } ? Body : never} BodyOf */
/** @template {keyof paths} Path @typedef {paths[Path] extends { post: { responses: { 200: { content: { 'application/json': infer Answer } } } } } ? Answer : undefined} AnswerOf */
/** @typedef {Exclude<AnswerOf<'/api/v1/auth/login'>, { mfaRequired: true }>} Tokens */

/** The name of the security scheme in the OpenAPI document. */
const scheme = 'bearer';

// Its bundle has no types.
const ui = /** @type {any} */ (globalThis).SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  filter: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  // Swagger's own validator would send the document to its maker.
  validatorUrl: null,
});

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
const form = /** @type {HTMLFormElement} */ (find('#log-in'));
const code = find('#code');
const signedIn = find('#signed-in');
const message = find('#message');

/**
 * What a second step of the log-in needs: held by this page alone, as the tokens are, and gone with it.
 * @type {string | undefined}
 */
let mfaToken;
/** @type {Tokens | undefined} */
let tokens;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let renewal;

/**
 * @template {keyof paths} Path
 * @param {Path} path
 * @param {BodyOf<Path>} [body]
 * @returns {Promise<AnswerOf<Path>>}
 */
async function call(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(tokens && { authorization: `Bearer ${tokens.accessToken}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = response.status === 204 ? undefined : await response.json();
  if (!response.ok) throw new Error(answer.detail ?? answer.title);
  return answer;
}

/** @param {Tokens} answer */
function keep(answer) {
  tokens = answer;
  ui.preauthorizeApiKey(scheme, answer.accessToken);
  clearTimeout(renewal);
  const { refreshToken } = answer;
  if (refreshToken !== undefined) {
    renewal = setTimeout(() => attempt(() => renew(refreshToken)), Math.max(answer.expiresIn - 30, 5) * 1000);
  }
}

/** @param {string} refreshToken */
async function renew(refreshToken) {
  tokens = undefined;
  try {
    keep(await call('/api/v1/auth/refresh', { refreshToken }));
  } catch (error) {
    forget();
    throw error;
  }
}

function forget() {
  clearTimeout(renewal);
  tokens = undefined;
  mfaToken = undefined;
  ui.authActions.logout([scheme]);
  form.reset();
  code.hidden = true;
  form.hidden = false;
  signedIn.hidden = true;
}

async function logIn() {
  const fields = new FormData(form);
  const [email = '', password = '', typed = ''] = ['email', 'password', 'code'].map((name) => String(fields.get(name)));
  const answer =
    mfaToken === undefined
      ? await call('/api/v1/auth/login', { email, password })
      : await call('/api/v1/auth/login/mfa', { mfaToken, code: typed });
  if ('mfaRequired' in answer) {
    mfaToken = answer.mfaToken;
    code.hidden = false;
    code.querySelector('input')?.focus();
    return;
  }
  keep(answer);
  find('#signed-in span').textContent = `Signed in as ${email}`;
  form.hidden = true;
  signedIn.hidden = false;
}

async function logOut() {
  try {
    if (tokens) await call('/api/v1/auth/logout');
  } finally {
    forget();
  }
}

/** @param {() => Promise<void>} step */
async function attempt(step) {
  message.textContent = '';
  try {
    await step();
  } catch (error) {
    message.textContent = error instanceof Error ? error.message : String(error);
  }
}

/** Another name or password begins the log-in anew. */
form.addEventListener('input', ({ target }) => {
  if (target instanceof HTMLInputElement && target.name === 'code') return;
  mfaToken = undefined;
  code.hidden = true;
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(logIn);
});
find('#log-out').addEventListener('click', () => attempt(logOut));
