import { randomUUIDv7 } from 'node:crypto';

const acceptable = /^[A-Za-z0-9._-]{8,128}$/;

/** The edge's id for the request where it is well-formed, else one of our own. */
export const requestIdOf = (header: string | undefined): string =>
  header !== undefined && acceptable.test(header) ? header : randomUUIDv7();
