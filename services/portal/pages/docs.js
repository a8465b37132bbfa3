/** The name of the security scheme in the OpenAPI document. */
const scheme = 'bearer';

const ui = globalThis.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  filter: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  // Swagger's own validator would send the document to its maker.
  validatorUrl: null,
});

const form = document.getElementById('log-in');
const code = document.getElementById('code');
const signedIn = document.getElementById('signed-in');
const message = document.getElementById('message');

/** What a second step of the log-in needs, and the tokens: held by this page alone and gone with it. */
let mfaToken;
let tokens;
let renewal;

async function call(path, body) {
  const response = await fetch(`/api/v1/auth/${path}`, {
    method: 'POST',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(tokens && { authorization: `Bearer ${tokens.accessToken}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = response.status === 204 ? {} : await response.json();
  if (!response.ok) throw new Error(answer.detail ?? answer.title);
  return answer;
}

function keep(answer) {
  tokens = answer;
  ui.preauthorizeApiKey(scheme, tokens.accessToken);
  clearTimeout(renewal);
  if (tokens.refreshToken) {
    renewal = setTimeout(() => attempt(renew), Math.max(tokens.expiresIn - 30, 5) * 1000);
  }
}

async function renew() {
  const { refreshToken } = tokens;
  tokens = undefined;
  try {
    keep(await call('refresh', { refreshToken }));
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
  const { email, password, code: typed } = Object.fromEntries(new FormData(form));
  const answer = mfaToken
    ? await call('login/mfa', { mfaToken, code: typed })
    : await call('login', { email, password });
  if (answer.mfaRequired) {
    mfaToken = answer.mfaToken;
    code.hidden = false;
    code.querySelector('input').focus();
    return;
  }
  keep(answer);
  signedIn.querySelector('span').textContent = `Signed in as ${email}`;
  form.hidden = true;
  signedIn.hidden = false;
}

async function logOut() {
  try {
    if (tokens) await call('logout');
  } finally {
    forget();
  }
}

async function attempt(step) {
  message.textContent = '';
  try {
    await step();
  } catch (error) {
    message.textContent = error.message;
  }
}

/** Another name or password begins the log-in anew. */
form.addEventListener('input', ({ target }) => {
  if (target.name === 'code') return;
  mfaToken = undefined;
  code.hidden = true;
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  attempt(logIn);
});
document.getElementById('log-out').addEventListener('click', () => attempt(logOut));
