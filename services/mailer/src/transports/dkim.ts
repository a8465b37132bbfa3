import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';

export interface DkimKey {
  /** Whose mails are signed: the domain of the sender, or one above it. */
  domain: string;
  /** Where receivers find the public key: `<selector>._domainkey.<domain>`. */
  selector: string;
  /** RSA, in PEM. */
  privateKey: string;
}

/**
 * What is signed (RFC 6376, section 5.4.1), those for one click to unsubscribe included, as RFC 8058 demands. Not the date and the
 * Message-ID, since Amazon SES writes its own.
 */
const signedHeaders = [
  'from',
  'to',
  'subject',
  'mime-version',
  'content-type',
  'content-language',
  'auto-submitted',
  'list-unsubscribe',
  'list-unsubscribe-post',
].join(':');

/** Signs whole mails with DKIM (RFC 6376), for servers that do not do it themselves. */
export function createDkimSigner({ domain, selector, privateKey }: DkimKey): (content: Buffer) => Promise<Buffer> {
  const dkim = new DKIM({ domainName: domain, keySelector: selector, privateKey, headerFieldNames: signedHeaders });
  return (content) => buffer(dkim.sign(content));
}
