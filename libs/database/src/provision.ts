import pg from 'pg';

export interface ProvisionedService {
  /** Schema name; the role is `<name>_service`. */
  name: string;
  password: string;
}

const identifier = pg.escapeIdentifier;
const literal = pg.escapeLiteral;

/**
 * Makes the database, and for each service a schema and the one role that owns it and sees no other. Run by an
 * administrator; running it again changes nothing but the passwords.
 */
export async function provision(
  adminUrl: string,
  { database, services }: { database: string; services: readonly ProvisionedService[] },
): Promise<void> {
  await withClient(adminUrl, async (admin) => {
    // Roles belong to the whole server: two runs at once must not race for them.
    await admin.query(`SELECT pg_advisory_lock(hashtextextended('provision', 0))`);
    const found = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount === 0)
      await admin.query(`CREATE DATABASE ${identifier(database)} ENCODING 'UTF8' TEMPLATE template0`);
    for (const { name, password } of services) await ensureRole(admin, `${name}_service`, password);
    await withClient(inDatabase(adminUrl, database), async (client) => {
      await client.query(`REVOKE ALL ON DATABASE ${identifier(database)} FROM PUBLIC`);
      await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
      await client.query('CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public');
      for (const { name } of services) await ensureSchema(client, database, name);
    });
  });
}

async function ensureRole(admin: pg.Client, role: string, password: string): Promise<void> {
  const found = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = found.rowCount === 0 ? 'CREATE' : 'ALTER';
  await admin.query(
    `${verb} ROLE ${identifier(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${literal(password)}`,
  );
}

async function ensureSchema(client: pg.Client, database: string, name: string): Promise<void> {
  const role = identifier(`${name}_service`);
  const schema = identifier(name);
  await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${identifier(database)} TO ${role}`);
  // Owning a schema for another role needs membership of it, which a managed server's administrator may lack.
  await client.query(`GRANT ${role} TO CURRENT_USER`);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${role}`);
  await client.query(`REVOKE ALL ON SCHEMA ${schema} FROM PUBLIC`);
  await client.query(`ALTER ROLE ${role} SET search_path = ${schema}, public`);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'oms-provision' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function inDatabase(url: string, database: string): string {
  const target = new URL(url);
  target.pathname = `/${database}`;
  return target.href;
}
