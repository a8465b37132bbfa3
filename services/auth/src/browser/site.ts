/** Where browsers reach the system. All of it comes from the configuration, nothing from a Host header. */
export interface Site {
  /** Origin of PUBLIC_URL. */
  origin: string;
  /** Its host name without a port: the relying party id of passkeys (WebAuthn Level 3, section 5.1.2). */
  hostname: string;
  /** Origins whose pages are ours: that of PUBLIC_URL and ALLOWED_ORIGINS. */
  origins: ReadonlySet<string>;
}

export function siteOf({ publicUrl, allowedOrigins }: { publicUrl: string; allowedOrigins: readonly string[] }): Site {
  const { origin, hostname } = new URL(publicUrl);
  return { origin, hostname, origins: new Set([origin, ...allowedOrigins.map((each) => new URL(each).origin)]) };
}

/**
 * Where a browser may be sent back to: a path of our own site, or a page of one of its origins.
 *
 * @returns an absolute URL, or undefined for anything else (CWE-601)
 */
export function returnUrl(site: Site, wanted: string): string | undefined {
  if (!URL.canParse(wanted, site.origin)) return undefined;
  // What parsing makes of it counts, as a browser would: `//evil.example` and `/\evil.example` name another host.
  const url = new URL(wanted, site.origin);
  // A blob: URL has the origin of whoever made it.
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  const isOurs = isWeb && site.origins.has(url.origin) && url.username === '' && url.password === '';
  return isOurs ? url.href : undefined;
}
