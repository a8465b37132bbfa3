import { accountPages } from '@oms/contracts';

/** Where the page and what it loads are. */
export const galleryPath = '/api/v1/mail/templates/gallery';

/** Everything from here and nothing inline; in nobody's frame. */
export const pageHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/**
 * Of the empty document that a mail is shown in. Mails have their styles inline, so here these are allowed, and nothing else is: no
 * script, no picture, no connection, in no frame but the gallery's.
 */
export const frameHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
  'X-Frame-Options': 'SAMEORIGIN',
  'Cache-Control': 'public, max-age=3600',
};

/** Every kind of mail at a glance. The page itself tells nothing: its script asks for the mails as whoever is signed in. */
export const galleryPage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Mails</title>
<link rel="stylesheet" href="${galleryPath}/gallery.css">
<script type="module" src="${galleryPath}/gallery.js"></script>
</head>
<body data-templates="/api/v1/mail/templates" data-frame="${galleryPath}/frame">
<header>
<h1>Mails</h1>
<form hidden>
<label>Language <select name="locale"></select></label>
<label>Width <select name="width"><option value="phone">Phone</option><option value="desktop">Desktop</option></select></label>
<label>Show <select name="name"><option value="">All</option></select></label>
</form>
</header>
<main>
<p role="status" aria-live="polite">One moment.</p>
<p id="sign-in" hidden><a href="${accountPages.signIn}#to=${encodeURIComponent(galleryPath)}">Sign in</a></p>
<div id="mails"></div>
<noscript><p>The gallery needs JavaScript.</p></noscript>
</main>
</body>
</html>
`;

export const frameDocument = '<!doctype html>\n<html lang="en">\n<title>A mail</title>\n</html>\n';
