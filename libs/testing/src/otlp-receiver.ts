import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface ReceivedSpan {
  /** `service.name` of who sent it. */
  service: string;
  traceId: string;
  spanId: string;
  /** Undefined for the first of a trace. */
  parentSpanId: string | undefined;
  name: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer' | undefined;
  /** Nanoseconds since 1970. */
  start: bigint;
  end: bigint;
  attributes: Record<string, unknown>;
  failed: boolean;
}

export interface OtlpReceiver {
  /** What goes into OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** How exports are answered from now on: as taken, with 503, or not at all. */
  answer(how: 'taken' | 'unavailable' | 'never'): void;
  readonly requests: number;
  close(): Promise<void>;
}

/** A collector of traces: takes OTLP over HTTP in protobuf (opentelemetry-proto, trace/v1) and keeps what it is sent. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  let how: Parameters<OtlpReceiver['answer']>[0] = 'taken';
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (how === 'never') return;
    if (how === 'unavailable') {
      response.writeHead(503).end();
      return;
    }
    const body = Buffer.concat(parts);
    const isRight = request.method === 'POST' && request.url === '/v1/traces';
    if (isRight) spans.push(...spansOf(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body));
    response.writeHead(isRight ? 200 : 404, { 'content-type': 'application/x-protobuf' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    answer: (given) => {
      how = given;
    },
    get requests() {
      return requests;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const kinds = [undefined, 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const statusError = 2n;

function spansOf(request: Buffer): ReceivedSpan[] {
  return messages(request, 1).flatMap((resourceSpans) => {
    const resource = messages(resourceSpans, 1)[0] ?? Buffer.alloc(0);
    const service = String(attributesOf(messages(resource, 1))['service.name']);
    return messages(resourceSpans, 2)
      .flatMap((scopeSpans) => messages(scopeSpans, 2))
      .map((span) => spanOf(service, span));
  });
}

function spanOf(service: string, span: Buffer): ReceivedSpan {
  const id = (field: number): string => messages(span, field)[0]?.toString('hex') ?? '';
  const status = messages(span, 15)[0];
  return {
    service,
    traceId: id(1),
    spanId: id(2),
    parentSpanId: id(4) || undefined,
    name: messages(span, 5)[0]?.toString('utf8') ?? '',
    kind: kinds[Number(number(span, 6) ?? 0n)],
    start: number(span, 7) ?? 0n,
    end: number(span, 8) ?? 0n,
    attributes: attributesOf(messages(span, 9)),
    failed: status !== undefined && number(status, 3) === statusError,
  };
}

const attributesOf = (pairs: readonly Buffer[]): Record<string, unknown> =>
  Object.fromEntries(
    pairs.map((pair) => [messages(pair, 1)[0]?.toString('utf8'), anyValue(messages(pair, 2)[0] ?? Buffer.alloc(0))]),
  );

function anyValue(value: Buffer): unknown {
  const [first] = fields(value);
  if (!first) return undefined;
  const { field, content } = first;
  if (Buffer.isBuffer(content)) {
    return field === 5 ? messages(content, 1).map(anyValue) : content.toString('utf8');
  }
  if (field === 2) return content === 1n;
  if (field === 4) return Buffer.from(BigUint64Array.of(content).buffer).readDoubleLE();
  return Number(BigInt.asIntN(64, content));
}

const messages = (message: Buffer, field: number): Buffer[] =>
  fields(message)
    .filter((each) => each.field === field)
    .map(({ content }) => content)
    .filter((content) => Buffer.isBuffer(content));

const number = (message: Buffer, field: number): bigint | undefined =>
  fields(message)
    .filter((each) => each.field === field)
    .map(({ content }) => content)
    .find((content) => typeof content === 'bigint');

/** The fields of a message in the wire format of Protocol Buffers. */
function fields(message: Buffer): { field: number; content: bigint | Buffer }[] {
  const found: { field: number; content: bigint | Buffer }[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at] ?? 0;
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const read = (type: number): bigint | Buffer => {
    if (type === 0) return varint();
    const from = at;
    if (type === 1) {
      at += 8;
      return message.readBigUInt64LE(from);
    }
    if (type === 5) {
      at += 4;
      return BigInt(message.readUInt32LE(from));
    }
    if (type !== 2) throw new Error(`no message of OTLP has a field of wire type ${type}`);
    const length = Number(varint());
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const tag = Number(varint());
    found.push({ field: tag >> 3, content: read(tag & 7) });
  }
  return found;
}
