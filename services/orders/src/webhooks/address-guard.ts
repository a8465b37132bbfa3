import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Addresses that belong to a cloud's own network although their range is a public one: Azure's WireServer. */
const notForReceivers: ReadonlySet<string> = new Set(['168.63.129.16']);

/** Global unicast (RFC 4291, section 2.4): whatever of IPv6 lies elsewhere is nobody's receiver. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True for an address of the public internet (OWASP, Server-Side Request Forgery Prevention): none that is private, loopback,
 * link-local (where clouds keep their metadata), shared by a carrier, multicast or reserved, and none of IPv6 that stands for
 * one of IPv4, such as mapped ones, NAT64 and 6to4.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || notForReceivers.has(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(globalUnicast);
}

/** The host's name resolves to an address that webhooks may not be sent to. */
export class PrivateAddressError extends Error {
  readonly code = 'EPRIVATE';
}

/** A host of a URL as an IP address, without brackets; undefined where it is a name. */
export function addressOf(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return ipaddr.isValid(bare) ? bare : undefined;
}

/**
 * Resolves a name as a socket does, and fails when any of its addresses is not public: what was checked is what is connected
 * to, so that a name which resolves to another address a moment later (DNS rebinding) gains nothing. Sockets ask for no
 * look-up where the host is an address: that has to be checked before.
 */
export const publicLookup =
  (resolve: typeof dns.lookup = dns.lookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) return callback(error ?? new Error(`${hostname} has no address`), '', 0);
      const refused = addresses.find(({ address }) => !isPublicAddress(address));
      if (refused) {
        const reason = `${hostname} resolves to ${refused.address}, which is not an address of the public internet`;
        return callback(new PrivateAddressError(reason), '', 0);
      }
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
