/** Longer than this nobody is addressed. */
const longestName = 80;
/** Parts of web and mail addresses: mail programs make links of them. */
const addressLike = /[/@:<>\\]|[^\s.]\.\p{L}{2,}/u;

/**
 * The name to address a person by, or none. Whoever registers with somebody else's address chooses the name in the mail that goes there:
 * it must be no way to send them a text or a link.
 */
export const shownName = (name: string | null): string | null =>
  name === null || name.length > longestName || addressLike.test(name) ? null : name;
