/** Brings the schema of this image's service up to date: `docker run ... node docker/service/migrate.ts` */
import { env, readSettings } from '@oms/config';
import { migrate } from '@oms/database';

const { service, databaseUrl } = readSettings(process.env, {
  service: env.string('OMS_SERVICE', { description: 'the service whose schema it is; the image sets it' }),
  databaseUrl: env.url('DATABASE_URL', { protocols: ['postgres', 'postgresql'], secret: true }),
});
const directory = new URL(`../../services/${service}/migrations/`, import.meta.url).pathname;
const applied = await migrate({ url: databaseUrl, schema: service, directory });
console.log(applied.length === 0 ? `${service}: up to date` : `${service}: applied ${applied.join(', ')}`);
