// Signs a person in and goes back to the page that sent them here. What the page is told stands in its fragment, which
// browsers do not send: `to` (where to go in the end), `role` (who may see it), `mfaToken`, `methods`, `error`, `done`.
const told = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, '', location.pathname);

const find = (selector) => document.querySelector(selector);
const status = find('[role="status"]');
const ways = find('#ways');
const codeForm = find('#code-form');
const passkeyButton = find('#passkey');
const passkeyFactorButton = find('#passkey-factor');
const signOutButton = find('#sign-out');

const messages = {
  sign_in_expired: 'That took too long, or began in another browser. Try again.',
  provider_refused: 'The other side did not sign you in.',
  provider_unavailable: 'The other side cannot be reached. Try again, or sign in another way.',
  sign_in_to_link:
    'There is an account with that address. Sign in as you did before; in your account you can then link the other login.',
  email_not_verified_there:
    'The other side has not verified your e-mail address. Verify it there, or sign in here another way and link the other login in your account.',
  identity_taken: 'That login belongs to another account.',
  account_suspended: 'The account is suspended.',
  email_not_verified: 'The address is not verified yet. Follow the link in the mail that was sent to it.',
};

/** Where to go in the end: a page of this host, over the web, and nothing else. */
const destination = (() => {
  const to = told.get('to');
  if (!to || !URL.canParse(to, location.origin)) return undefined;
  const url = new URL(to, location.origin);
  return url.protocol === location.protocol && url.origin === location.origin ? url.href : undefined;
})();

let mfaToken = told.get('mfaToken');

/** Whether this browser can use passkeys. */
const hasPasskeys = typeof globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';

const say = (text) => {
  status.textContent = text;
};

const show = (part) => {
  ways.hidden = part !== 'ways';
  codeForm.hidden = part !== 'code';
  signOutButton.hidden = part !== 'signed-in';
  if (part === 'code') find('#code').focus();
};

async function post(path, body) {
  const response = await fetch(`/api/v1/auth${path}`, {
    method: 'POST',
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    credentials: 'same-origin',
    referrerPolicy: 'no-referrer',
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  // Advice about the API is for programs.
  const advice = answer.detail?.includes('/api/') ? undefined : answer.detail;
  throw new Error([answer.title ?? 'That did not work', advice].filter(Boolean).join('. '));
}

const rolesOf = (accessToken) => {
  const payload = accessToken.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
  return JSON.parse(atob(payload)).roles ?? [];
};

/** Goes back, unless this page sent the browser there a moment ago and it was sent here again. */
function leave() {
  const last = JSON.parse(sessionStorage.getItem('left') ?? 'null');
  if (last && last.to === destination && Date.now() - last.at < 10_000) {
    say('You are signed in, but the page sent you back here. Open it again in a while.');
    return show('signed-in');
  }
  sessionStorage.setItem('left', JSON.stringify({ to: destination, at: Date.now() }));
  location.replace(destination);
}

function signedIn({ accessToken }) {
  const role = told.get('role');
  if (role && !rolesOf(accessToken).includes(role)) {
    say('You are signed in, but not as an administrator, or without the second factor that an administrator needs.');
    return show('ways');
  }
  if (destination) return leave();
  say(told.get('done') === 'linked' ? 'The login is linked to your account.' : 'You are signed in.');
  show('signed-in');
}

function goOn(answer) {
  if (!answer.mfaRequired) return signedIn(answer);
  mfaToken = answer.mfaToken;
  askForSecondFactor(answer.methods);
}

function askForSecondFactor(methods) {
  passkeyFactorButton.hidden = !hasPasskeys || !methods.includes('passkey');
  say('One more step.');
  show('code');
}

/** Has a passkey of the person's answer what `path` asks. */
async function usePasskey(path, body) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await post(path, body));
  const credential = await navigator.credentials.get({ publicKey }).catch(() => {
    throw new Error('No passkey was used.');
  });
  return credential.toJSON();
}

/** Runs a step at a person's click, its button out of reach meanwhile, and says what went wrong. */
async function attempt(button, step) {
  button.disabled = true;
  say('One moment.');
  try {
    await step();
  } catch (error) {
    say(
      error instanceof TypeError ? 'The server cannot be reached. Check the connection and try again.' : error.message,
    );
  }
  button.disabled = false;
}

const onSubmit = (form, step) =>
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(form.querySelector('button'), step);
  });

onSubmit(find('#password-form'), async () => {
  const { email, password } = Object.fromEntries(new FormData(find('#password-form')));
  goOn(await post('/login', { email, password, cookie: true }));
});

onSubmit(codeForm, async () => {
  const code = find('#code').value.trim();
  const proof = /^\d{6}$/.test(code.replaceAll(' ', '')) ? { code: code.replaceAll(' ', '') } : { recoveryCode: code };
  signedIn(await post('/login/mfa', { mfaToken, ...proof, cookie: true }));
});

passkeyButton.hidden = !hasPasskeys;
passkeyButton.addEventListener('click', () =>
  attempt(passkeyButton, async () => {
    const credential = await usePasskey('/passkeys/login/options');
    goOn(await post('/passkeys/login', { credential, cookie: true }));
  }),
);

passkeyFactorButton.addEventListener('click', () =>
  attempt(passkeyFactorButton, async () => {
    const credential = await usePasskey('/login/mfa/passkey/options', { mfaToken });
    signedIn(await post('/login/mfa', { mfaToken, credential, cookie: true }));
  }),
);

signOutButton.addEventListener('click', () =>
  attempt(signOutButton, async () => {
    await post('/logout');
    say('You are signed out.');
    show('ways');
  }),
);

for (const link of document.querySelectorAll('[data-provider]')) {
  if (destination) link.search = new URLSearchParams({ returnTo: destination });
}

if (told.get('error')) {
  say(messages[told.get('error')] ?? 'That did not work.');
  show('ways');
} else if (mfaToken) {
  askForSecondFactor((told.get('methods') ?? '').split(','));
} else {
  // A browser that is signed in already need not sign in again.
  await post('/refresh').then(signedIn, () => show('ways'));
}
