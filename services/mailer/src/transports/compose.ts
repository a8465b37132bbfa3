import MailComposer from 'nodemailer/lib/mail-composer';

export interface Mailbox {
  /** Shown to people. */
  name: string;
  address: string;
}

export interface MailToCompose {
  from: Mailbox;
  to: Mailbox;
  subject: string;
  html: string;
  text: string;
  /** Without angle brackets. */
  messageId: string;
  date: Date;
  /** BCP 47. */
  language: string;
  /** Where a POST ends such mails, and a GET asks first. */
  unsubscribeLink?: string;
}

/** A header would carry what could begin another header, or another address. */
export class HeaderInjectionError extends Error {
  constructor(problem: string) {
    super(`${problem}; the mail was not made`);
    this.name = 'HeaderInjectionError';
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const control = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/;

/** @returns `text` @throws {HeaderInjectionError} when it holds a control character */
export function requireHeaderText(field: string, text: string): string {
  if (control.test(text)) throw new HeaderInjectionError(`${field} holds a line break or another control character`);
  return text;
}

/** One mailbox and no more: nothing that an address parser could take for a second one, or for a name. */
const singleAddress = /^[^\s<>()[\]\\,;:"@]+@[^\s<>()[\]\\,;:"@]+$/;

/** @throws {HeaderInjectionError} */
export function requireSingleAddress(field: string, address: string): string {
  if (!singleAddress.test(requireHeaderText(field, address)) || address.length > 254) {
    throw new HeaderInjectionError(`${field} is not one plain address`);
  }
  return address;
}

/**
 * Puts a mail into its RFC 5322 form, HTML and text as alternatives.
 *
 * @throws {HeaderInjectionError} when a name, an address or the subject could begin another header
 */
export async function compose(mail: MailToCompose): Promise<Buffer> {
  const mailbox = (field: string, { name, address }: Mailbox): Mailbox => ({
    name: requireHeaderText(`the name in ${field}`, name),
    address: requireSingleAddress(`the address in ${field}`, address),
  });
  const composer = new MailComposer({
    from: mailbox('From', mail.from),
    to: mailbox('To', mail.to),
    subject: requireHeaderText('the subject', mail.subject),
    messageId: `<${requireHeaderText('the Message-ID', mail.messageId)}>`,
    date: mail.date,
    html: mail.html,
    text: mail.text,
    // What our catalogues and markup are shortest in, whatever a name is written in; without being told, nodemailer counts the letters
    // of each text several times over.
    textEncoding: 'quoted-printable',
    headers: {
      'Content-Language': mail.language,
      // So that no absence note answers it (RFC 3834, section 5).
      'Auto-Submitted': 'auto-generated',
      // RFC 8058: mail programs offer to unsubscribe with one click. It asks for a DKIM signature that covers both.
      ...(mail.unsubscribeLink !== undefined && {
        'List-Unsubscribe': `<${requireHeaderText('the unsubscribe link', mail.unsubscribeLink)}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // `build()` would do the same, but a stream outlives its use until V8 collects the old generation, and with it all that its listeners
  // refer to: every piece of the mail.
  return Buffer.concat(await composer.compile().createReadStream().toArray());
}
