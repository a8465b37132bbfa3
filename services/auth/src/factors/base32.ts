/** RFC 4648, section 6: the alphabet of secrets in otpauth URIs. */
export const rfc4648 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Crockford's: no letters that are taken for digits or for each other. */
export const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Bytes as base32 without padding. Their number is a multiple of five, so that no bits are left over. */
export function toBase32(bytes: Uint8Array, alphabet: string): string {
  if (bytes.length % 5 !== 0) throw new RangeError(`${bytes.length} bytes are no multiple of 5`);
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.replaceAll(/[01]{5}/g, (digit) => alphabet.charAt(Number.parseInt(digit, 2)));
}
