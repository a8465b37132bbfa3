/** A page that a mailed link opens: what it says, and what its button sends where. */
export interface LinkPage {
  title: string;
  text: string;
  button: string;
  /** Path that the token is posted to. */
  endpoint: string;
  done: string;
  /** Fields beside the token, as HTML. */
  fields?: string;
  /** The answer signs the browser in, or asks for a second factor. */
  signsIn?: boolean;
}

/** The page as HTML. All of its text is ours: nothing in it comes from a request. */
export const renderPage = ({
  title,
  text,
  button,
  endpoint,
  done,
  fields = '',
  signsIn = false,
}: LinkPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="/account/assets/account.css">
<script type="module" src="/account/assets/link.js"></script>
</head>
<body>
<main>
<h1>${title}</h1>
<form hidden data-endpoint="${endpoint}" data-done="${done}"${signsIn ? ' data-signs-in' : ''}>
<p>${text}</p>
${fields}<button type="submit">${button}</button>
</form>
<p role="status" aria-live="polite"></p>
<noscript><p>This page needs JavaScript, to keep the link’s token out of server logs.</p></noscript>
</main>
</body>
</html>
`;
