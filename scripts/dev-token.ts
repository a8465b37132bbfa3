import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { permissionsOf, type Role, roles } from '@oms/contracts';
import { developmentKey, readEnvironment, required } from '@oms/local';
import { signAccessToken } from '@oms/security';

const HELP = `npm run dev-token -- [--role customer|staff|admin] [--email address] [--subject uuid] [--minutes n]

Prints an access token that the services of "npm start" on this machine accept, without logging in. Only the token goes to
the standard output:

  TOKEN=$(npm run --silent dev-token -- --role staff)
  curl -H "Authorization: Bearer $TOKEN" http://localhost:8080/api/v1/orders

  --role      what the token may do; may be given more than once (customer)
  --email     of the person (<role>@dev.example); the same address is the same person every time
  --subject   account id, instead of the one made from the address
  --minutes   how long it is valid, 1 to 1440 (60)
`;

const { values } = parseArgs({
  options: {
    role: { type: 'string', multiple: true, default: ['customer'] },
    email: { type: 'string' },
    subject: { type: 'string' },
    minutes: { type: 'string', default: '60' },
    help: { type: 'boolean', short: 'h' },
  },
});

try {
  console.log(values.help ? HELP : createToken());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function createToken(): string {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const settings = readEnvironment(join(root, '.env'), process.env);
  const held = values.role.map(toRole);
  const email = values.email ?? `${held[0]}@dev.example`;
  const minutes = Number(values.minutes);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 1440) throw new Error('--minutes must be from 1 to 1440.');
  const now = Math.floor(Date.now() / 1000);
  return signAccessToken(
    developmentKey(join(root, '.oms', 'dev-keys')),
    {
      issuer: required(settings, 'TOKEN_ISSUER'),
      audience: required(settings, 'TOKEN_AUDIENCE'),
      tokenId: randomUUID(),
    },
    {
      sub: values.subject ?? accountIdOf(email),
      sid: randomUUID(),
      email,
      epoch: 0,
      roles: held,
      permissions: permissionsOf(held),
      amr: ['pwd'],
      auth_time: now,
      iat: now,
      exp: now + minutes * 60,
    },
  );
}

function toRole(name: string): Role {
  const role = roles.find((known) => known === name);
  if (!role) throw new Error(`There is no role ${JSON.stringify(name)}; there are ${roles.join(', ')}.`);
  return role;
}

/** A UUID (version 8, RFC 9562) made from the address. */
function accountIdOf(email: string): string {
  const hex = createHash('sha256').update(email.toLowerCase()).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
