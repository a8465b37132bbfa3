import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

type Cbor = number | string | Buffer | Map<Cbor, Cbor>;

/** CBOR of what attestations are made of (RFC 8949): integers, bytes, text and maps. */
function encode(value: Cbor): Buffer {
  const head = (major: number, length: number): Buffer => {
    const type = major << 5;
    if (length < 24) return Buffer.from([type | length]);
    if (length < 256) return Buffer.from([type | 24, length]);
    return Buffer.from([type | 25, length >> 8, length & 255]);
  };
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, each]) => [encode(key), encode(each)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest();
const text = (data: Buffer): string => data.toString('base64url');

/** What an authenticator, or the browser around it, may do otherwise than it should. */
export interface Deviation {
  origin?: string;
  rpId?: string;
  challenge?: string;
  userVerified?: boolean;
  counter?: number;
  userHandle?: string;
  /** Signs with a key of its own instead of the passkey's. */
  foreignKey?: boolean;
}

/** A passkey in software: it makes what a browser sends after `navigator.credentials.create()` and `.get()`. */
export function createAuthenticator(rpId: string, origin: string, { synced = false } = {}) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  let counter = 0;
  let handle = '';

  const clientData = (type: string, challenge: string, deviation: Deviation): Buffer =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: deviation.challenge ?? challenge,
        origin: deviation.origin ?? origin,
        crossOrigin: false,
      }),
    );
  function authenticatorData(deviation: Deviation, attested: Buffer = Buffer.alloc(0)): Buffer {
    counter += 1;
    const present = 0x01;
    const verified = deviation.userVerified === false ? 0 : 0x04;
    const backup = synced ? 0x18 : 0;
    const flags = present | verified | backup | (attested.length > 0 ? 0x40 : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(deviation.counter ?? counter);
    return Buffer.concat([sha256(deviation.rpId ?? rpId), Buffer.from([flags]), count, attested]);
  }
  const credential = (response: Record<string, unknown>) => ({
    id: text(id),
    rawId: text(id),
    type: 'public-key',
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
    response,
  });

  return {
    /** Answers creation options. */
    register({ challenge, user }: { challenge: string; user: { id: string } }, deviation: Deviation = {}) {
      handle = user.id;
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const key = encode(
        new Map<Cbor, Cbor>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x, 'base64url')],
          [-3, Buffer.from(y, 'base64url')],
        ]),
      );
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
      const attestation = encode(
        new Map<Cbor, Cbor>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authenticatorData(deviation, attested)],
        ]),
      );
      return credential({
        clientDataJSON: text(clientData('webauthn.create', challenge, deviation)),
        attestationObject: text(attestation),
        transports: ['internal'],
        publicKeyAlgorithm: -7,
      });
    },
    /** Answers request options. */
    logIn({ challenge }: { challenge: string }, deviation: Deviation = {}) {
      const client = clientData('webauthn.get', challenge, deviation);
      const data = authenticatorData(deviation);
      const key = deviation.foreignKey ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : privateKey;
      return credential({
        clientDataJSON: text(client),
        authenticatorData: text(data),
        signature: text(sign('sha256', Buffer.concat([data, sha256(client)]), key)),
        userHandle: deviation.userHandle ?? handle,
      });
    },
  };
}
