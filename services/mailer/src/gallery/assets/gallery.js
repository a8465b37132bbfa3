// Shows every kind of mail, filled with its sample, to whoever is signed in and may read templates. Each mail is written into a frame
// whose document runs no scripts and loads nothing, since a mail's markup is none of this page's.
import { Refusal, read } from './session.js';

const { templates: templatesPath, frame: framePath } = document.body.dataset;
const form = document.querySelector('form');
const status = document.querySelector('[role="status"]');
const signIn = document.querySelector('#sign-in');
const mails = document.querySelector('#mails');

const say = (text) => {
  status.textContent = text;
};

const element = (name, content, properties = {}) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...[content].flat());
  return made;
};

/** As tall as the mail in it. */
const fit = (frame) => {
  const page = frame.contentDocument?.body;
  if (page) frame.style.height = `${page.scrollHeight + 2}px`;
};
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) fit(target);
});

function cardOf({ name, description, category }) {
  const subject = element('p', 'One moment.', { className: 'subject' });
  const frame = element('iframe', [], { title: name, tabIndex: -1 });
  // Of our own origin, so that this page can write into it, and without scripts.
  frame.sandbox.add('allow-same-origin');
  const loaded = new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true });
  });
  frame.src = framePath;
  const text = element('pre', []);
  const about = element('p', `${category} · ${description}`, { className: 'about' });
  const plain = element('details', [element('summary', 'Text'), text]);
  const card = element('article', [element('h2', name), about, subject, frame, plain], { id: name });
  widths.observe(frame);
  return {
    name,
    card,
    async show(locale) {
      const path = `${templatesPath}/${encodeURIComponent(name)}/preview?${new URLSearchParams({ locale })}`;
      const mail = await read(path);
      await loaded;
      const page = frame.contentDocument;
      page.open();
      page.write(mail.html);
      page.close();
      fit(frame);
      subject.replaceChildren(element('strong', mail.subject));
      text.textContent = mail.text;
      for (const part of [subject, text]) part.lang = mail.locale;
      card.dataset.locale = mail.locale;
    },
  };
}

let cards = [];
let turn = 0;

/** Fills the cards that are to be seen, a few at a time, until something else is chosen. */
async function showAll(locale) {
  turn += 1;
  const mine = turn;
  const waiting = cards.filter(({ card }) => !card.hidden && card.dataset.locale !== locale);
  const work = async () => {
    for (let next = waiting.shift(); next && mine === turn; next = waiting.shift()) await next.show(locale);
  };
  await Promise.all(Array.from({ length: 4 }, work));
}

async function attempt(step) {
  try {
    await step();
    say('');
    signIn.hidden = true;
  } catch (error) {
    say(error instanceof Refusal ? error.message : 'The server cannot be reached. Check the connection and try again.');
    signIn.hidden = !error.mayHelpToSignIn;
  }
}

function choose() {
  const { locale, width, name } = Object.fromEntries(new FormData(form));
  document.body.classList.toggle('desktop', width === 'desktop');
  for (const { name: own, card } of cards) card.hidden = name !== '' && own !== name;
  history.replaceState(null, '', `#${new URLSearchParams({ locale, width, name })}`);
  return attempt(() => showAll(locale));
}

await attempt(async () => {
  const { data } = await read(templatesPath);
  cards = data.map(cardOf);
  mails.append(...cards.map(({ card }) => card));
  const languages = new Intl.DisplayNames('en', { type: 'language' });
  const locales = [...new Set(data.flatMap(({ locales }) => locales))];
  form.elements.locale.append(...locales.map((locale) => element('option', languages.of(locale), { value: locale })));
  form.elements.name.append(...data.map(({ name }) => element('option', name, { value: name })));
  // What was chosen before, where there is such a choice.
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    const select = form.elements[name];
    if ([...(select?.options ?? [])].some((option) => option.value === value)) select.value = value;
  }
  form.addEventListener('change', choose);
  form.hidden = false;
  await choose();
});
