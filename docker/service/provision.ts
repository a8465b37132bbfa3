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
});
/** By service: every variable AUTH_DATABASE_URL, USERS_DATABASE_URL (or ..._FILE) that there is. */
const urls = readSettings(
  process.env,
  Object.fromEntries(
    Object.keys(process.env).flatMap((variable) => {
      const name = /^([A-Z]+)_DATABASE_URL(_FILE)?$/.exec(variable)?.[1];
      return name ? [[name.toLowerCase(), url(`${name}_DATABASE_URL`, 'as the service gets it in DATABASE_URL')]] : [];
    }),
  ),
);

const admin = new URL(settings.adminUrl);
if (settings.adminPassword !== undefined) admin.password = encodeURIComponent(settings.adminPassword);

const services = Object.entries(urls).map(([name, given]) => {
  const { username, password, pathname } = new URL(given);
  if (username !== `${name}_service`)
    throw new Error(`${name.toUpperCase()}_DATABASE_URL must sign in as ${name}_service, not as "${username}"`);
  return { name, password: decodeURIComponent(password), database: decodeURIComponent(pathname.slice(1)) };
});
if (services.length === 0) throw new Error('give at least one SERVICE_DATABASE_URL, such as ORDERS_DATABASE_URL');
const [database, ...others] = new Set(services.map((service) => service.database));
if (database === undefined || database === '' || others.length > 0)
  throw new Error('every *_DATABASE_URL must name one and the same database');

await provision(admin.href, { database, services });
console.log(`${database}: schemas and roles of ${services.map(({ name }) => name).join(', ')} are there`);
