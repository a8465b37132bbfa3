import type { Request, Response } from 'express';
import { mediaTypeOf } from './body.ts';
import type { RequestInfo } from './route.ts';

/**
 * What a handler knows of its request.
 *
 * A class, for a getter in an object literal gives each object a shape of its own, which holds the request and all that belongs to it
 * until the old generation of the heap is collected.
 */
export class KnownRequest implements RequestInfo {
  readonly id: string;
  /** Read at once: who hangs up has none any more. */
  readonly ip: string;
  readonly #request: Request;
  readonly #response: Response;
  #hungUp: AbortController | undefined;

  constructor(request: Request, response: Response, id: string) {
    this.id = id;
    this.ip = request.ip ?? '';
    this.#request = request;
    this.#response = response;
  }

  get mediaType(): string | undefined {
    return mediaTypeOf(this.#request.get('content-type'));
  }

  // Functions of their own: they are handed over without the request that they belong to.
  readonly header = (name: string): string | undefined => this.#request.get(name);

  readonly prefers = <const Type extends string>([first, ...others]: readonly [Type, ...Type[]]): Type =>
    (this.#request.accepts([first, ...others]) || first) as Type;

  get signal(): AbortSignal {
    if (!this.#hungUp) {
      const controller = new AbortController();
      this.#response.once('close', () => controller.abort());
      this.#hungUp = controller;
    }
    return this.#hungUp.signal;
  }
}
