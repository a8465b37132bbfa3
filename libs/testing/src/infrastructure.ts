import { fileURLToPath } from 'node:url';

/** The servers that tests share; each test makes a database, a virtual host or a Redis database of its own in them. */
export interface TestInfrastructure {
  /** PostgreSQL as superuser, database `postgres`. */
  postgresAdminUrl: string;
  /** RabbitMQ, virtual host `/`. */
  amqpUrl: string;
  /** RabbitMQ's HTTP API with user and password. */
  managementUrl: string;
  redisUrl: string;
}

/** The repository's top folder. */
export const repositoryRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** The broker's policies, the same in every environment. */
export const brokerDefinitions = `${repositoryRoot}rabbitmq/definitions.json`;

/** The servers that the test runner has started (`OMS_TEST_*`). */
export function useInfrastructure(environment: NodeJS.ProcessEnv = process.env): TestInfrastructure {
  const read = (name: string): string => {
    const value = environment[name];
    if (value) return value;
    throw new Error(
      `${name} is not set: this test needs the servers that the test runner starts. Run it with: npm test -- <file>`,
    );
  };
  return {
    postgresAdminUrl: read('OMS_TEST_POSTGRES_URL'),
    amqpUrl: read('OMS_TEST_AMQP_URL'),
    managementUrl: read('OMS_TEST_RABBITMQ_MANAGEMENT'),
    redisUrl: read('OMS_TEST_REDIS_URL'),
  };
}
