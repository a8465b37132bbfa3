// The page that a mailed link opens. The token stands in the fragment, which browsers do not send, and nothing happens
// before a click, since mail scanners follow links.
const form = document.querySelector('form');
const signsIn = 'signsIn' in form.dataset;
const status = document.querySelector('[role="status"]');
const token = new URLSearchParams(location.hash.slice(1)).get('token');
history.replaceState(null, '', location.pathname);

const say = (text) => {
  status.textContent = text;
};

const failure = async (response) => {
  const problem = await response.json().catch(() => ({}));
  return [problem.title ?? 'That did not work', problem.detail].filter(Boolean).join('. ');
};

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  say('One moment.');
  try {
    const fields = Object.fromEntries(new FormData(form));
    const response = await fetch(form.dataset.endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token, ...fields, ...(signsIn && { cookie: true }) }),
      credentials: signsIn ? 'same-origin' : 'omit',
      referrerPolicy: 'no-referrer',
    });
    if (response.ok) {
      const { mfaToken, methods = [] } = signsIn ? await response.json() : {};
      if (mfaToken) {
        location.replace(`/account/sign-in#${new URLSearchParams({ mfaToken, methods: methods.join(',') })}`);
        return;
      }
      form.hidden = true;
      say(form.dataset.done);
      return;
    }
    say(await failure(response));
  } catch {
    say('The server cannot be reached. Check the connection and try again.');
  }
  button.disabled = false;
});

if (token) form.hidden = false;
else say('This address lacks its token. Open the link in the mail once more, or copy all of it.');

// Another link opened in the same tab differs in its fragment only, which by itself loads nothing.
addEventListener('hashchange', () => location.reload());
