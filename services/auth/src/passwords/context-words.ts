/**
 * Words that stand for this system, its parts and its people: a password of nothing else is among the first that somebody
 * tries who knows what they attack (OWASP ASVS 5, 6.1.2 and 6.2.11). In lower case; longer ones before their beginnings.
 * docs/security.md tells operators of them.
 */
export const contextWords = [
  'administrator',
  'management',
  'passphrase',
  'ordermanagement',
  'customers',
  'customer',
  'discounts',
  'discount',
  'payments',
  'payment',
  'password',
  'passwort',
  'products',
  'product',
  'shipping',
  'shipment',
  'accounts',
  'account',
  'welcome',
  'letmein',
  'changeme',
  'service',
  'support',
  'mailer',
  'system',
  'orders',
  'order',
  'secret',
  'portal',
  'staff',
  'admin',
  'users',
  'login',
  'user',
  'root',
  'shop',
  'mail',
  'test',
  'auth',
  'oms',
] as const;

/** True where nothing is left of a password without these words, digits, blanks and punctuation but two letters. */
export function isOfContextWords(password: string): boolean {
  let rest = password.normalize('NFKC').toLowerCase();
  if (!contextWords.some((word) => rest.includes(word))) return false;
  for (const word of contextWords) rest = rest.replaceAll(word, ' ');
  return rest.replaceAll(/[\p{N}\p{P}\p{S}\s]/gu, '').length <= 2;
}
