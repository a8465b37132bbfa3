import { isUtf8 } from 'node:buffer';
import express, { type Request, type RequestHandler } from 'express';
import { Problem } from './problem.ts';
import { problems } from './problems.ts';
import { refuseUnstorableText } from './validation.ts';

const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
/** JSON is UTF-8 (RFC 8259, section 8.1); bytes of another encoding would pass by the search for what cannot be stored. */
const otherCharset = /;\s*charset\s*=(?!\s*"?utf-8\b)/i;
/** Escapes that may stand for NUL or half of a surrogate pair; only bodies that hold one are searched string by string. */
const suspicious = /\\u(?:0000|d[89a-f])/i;

/** Of a Content-Type, without its parameters. */
export const mediaTypeOf = (contentType: string | undefined): string | undefined =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase();

const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

/**
 * Reads a JSON body of up to `limit` bytes into `request.body`; undefined when there is none.
 *
 * Passes on 400 malformed_json, 413, 415 and 422 as problems.
 */
export function jsonBody(limit: number): RequestHandler {
  const parse = express.json({
    limit,
    strict: false,
    type: () => true,
    verify: (request, _response, bytes) => {
      if (!isUtf8(bytes)) throw new Problem(problems.malformed_json, { detail: 'The body is not UTF-8.' });
      (request as Request & { looksUnstorable?: boolean }).looksUnstorable = suspicious.test(bytes.toString('latin1'));
    },
  });
  return (request, response, next) => {
    if (!hasBody(request)) return next();
    const type = request.headers['content-type'] ?? '';
    if (!jsonType.test(type) || otherCharset.test(type)) {
      const detail = 'Send the body with Content-Type: application/json, in UTF-8.';
      return next(new Problem(problems.unsupported_media_type, { detail }));
    }
    parse(request, response, (error?: unknown) => {
      if (error) return next(bodyProblem(error));
      try {
        if ((request as Request & { looksUnstorable?: boolean }).looksUnstorable)
          refuseUnstorableText(request.body, 'body');
      } catch (problem) {
        return next(problem);
      }
      next();
    });
  };
}

/**
 * Reads a body of one of `types`, up to `limit` bytes, into `request.body` as a Buffer, an empty one where there is none.
 * Without `types` any is taken, as it was sent: one that is compressed is refused, for its bytes would not be those that came.
 *
 * Passes on 413 and 415 as problems.
 */
export function bytesBody(limit: number, types?: readonly string[]): RequestHandler {
  const parse = express.raw({ limit, type: () => true });
  return (request, response, next) => {
    const type = request.headers['content-type'];
    if (types && (!types.includes(mediaTypeOf(type) ?? '') || otherCharset.test(type ?? ''))) {
      const detail = `Send the body with Content-Type: ${types.join(' or ')}, in UTF-8.`;
      return next(new Problem(problems.unsupported_media_type, { detail }));
    }
    if (!types && request.headers['content-encoding'] !== undefined) {
      const detail = 'Send the body as it is, without Content-Encoding.';
      return next(new Problem(problems.unsupported_media_type, { detail }));
    }
    parse(request, response, (error?: unknown) => {
      if (error) return next(bodyProblem(error));
      request.body ??= Buffer.alloc(0);
      next();
    });
  };
}

/** Turns the parser's errors into problems; anything else is returned as it is. */
export function bodyProblem(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const { type, status, limit } = error as { type?: string; status?: number; limit?: number };
  if (type === 'entity.parse.failed') {
    return new Problem(problems.malformed_json, { detail: 'The body could not be parsed as JSON.' });
  }
  if (type === 'entity.too.large') {
    return new Problem(problems.payload_too_large, { detail: `The body may have ${limit} bytes at the most.` });
  }
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return new Problem(problems.unsupported_media_type, {
      detail: 'Send UTF-8, plain or compressed with gzip, deflate or br.',
    });
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Problem(problems.bad_request, { detail: 'The body broke off or does not match its headers.' });
  }
  return error;
}
