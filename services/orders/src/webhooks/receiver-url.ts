import { addressOf, isPublicAddress } from './address-guard.ts';

/** What receivers this installation allows. */
export interface ReceiverRules {
  /** `http:` beside `https:`. */
  allowHttp: boolean;
  /** Hosts on private networks and this machine. */
  allowPrivateAddresses: boolean;
}

/**
 * Why webhooks cannot be sent to a URL; undefined when they can, as far as the URL tells. The URL standard reads every notation
 * of an address (`0x7f.1`, `2130706433`) as browsers do, so that it is the address itself which is looked at.
 */
export function refusalOf(text: string, { allowHttp, allowPrivateAddresses }: ReceiverRules): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const schemes = allowHttp ? ['https:', 'http:'] : ['https:'];
  if (!url || !schemes.includes(url.protocol)) {
    return `must be a URL that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`;
  }
  if (url.username !== '' || url.password !== '') {
    return 'must hold no user name and no password; deliveries are proved by their signature';
  }
  if (url.hash !== '') return 'must have no fragment, which is never sent';
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  // Below lie mail, name and login services, which must not be spoken to on anybody's behalf.
  if (port < 1024 && port !== 443 && port !== 80) return 'must have port 443, 80, or one from 1024 on';
  const address = addressOf(url.hostname);
  if (!allowPrivateAddresses && address !== undefined && !isPublicAddress(address)) {
    return 'must be reachable from the public internet; this address is not';
  }
  return undefined;
}

/** Who is spoken to: deliveries to one host share its limit. */
export const hostOf = (url: string): string => new URL(url).host;
