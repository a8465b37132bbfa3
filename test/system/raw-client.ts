export interface Answer {
  status: number;
  headers: Headers;
  // A client that knows only the documented surface reads what it is told is there.
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field in assertions
  body: any;
}

export interface CallOptions {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** For requests that @oms/client would not send, or would send again: what is wrong, refused, or counted. People use that one. */
export interface RawClient {
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

export const createRawClient = (gatewayUrl: string): RawClient => ({
  async call(method, path, { token, body, headers = {} } = {}) {
    const response = await fetch(`${gatewayUrl}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  },
});
