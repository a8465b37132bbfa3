/**
 * Makes the database, and a schema and a role for each service, as the database's administrator. Safe to run at every
 * deployment: it adds what is missing and sets the roles' passwords to the given ones.
 */
import { env, readSettings } from '@oms/config';
import { provision } from '@oms/database';

const url = (name: string, description: string) =>
  env.url(name, { protocols: ['postgres', 'postgresql'], secret: true, description });

const settings = readSettings(process.env, {
  adminUrl: url('DATABASE_ADMIN_URL', 'the administrator; any database of the server'),
  adminPassword: env.optional(env.string('DATABASE_ADMIN_PASSWORD', { secret: true })),
  auth: url('AUTH_DATABASE_URL', 'as the service gets it in DATABASE_URL'),
  users: url('USERS_DATABASE_URL', 'as the service gets it in DATABASE_URL'),
  orders: url('ORDERS_DATABASE_URL', 'as the service gets it in DATABASE_URL'),
  mailer: url('MAILER_DATABASE_URL', 'as the service gets it in DATABASE_URL'),
});

const admin = new URL(settings.adminUrl);
if (settings.adminPassword !== undefined) admin.password = encodeURIComponent(settings.adminPassword);

const services = (['auth', 'users', 'orders', 'mailer'] as const).map((name) => {
  const { username, password, pathname } = new URL(settings[name]);
  if (username !== `${name}_service`)
    throw new Error(`${name.toUpperCase()}_DATABASE_URL must sign in as ${name}_service, not as "${username}"`);
  return { name, password: decodeURIComponent(password), database: decodeURIComponent(pathname.slice(1)) };
});
const [database, ...others] = new Set(services.map((service) => service.database));
if (database === undefined || database === '' || others.length > 0)
  throw new Error('every *_DATABASE_URL must name one and the same database');

await provision(admin.href, { database, services });
console.log(`${database}: schemas and roles of ${services.map(({ name }) => name).join(', ')} are there`);
