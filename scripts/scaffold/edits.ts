/** Changes a file that names every service, so that it names one more. */
export interface Edit {
  file: string;
  apply(text: string, name: string): string;
}

/** What the new service is made like, wherever services stand in a list: it has a schema, routes and queues, and nothing else. */
const model = 'users';

const renamed = (text: string, name: string): string =>
  text.replaceAll(model, name).replaceAll(model.toUpperCase(), name.toUpperCase());

/**
 * Copies what matches, once with the model's name in it and once with the new one's.
 *
 * @throws {Error} where it does not match as often as it should: the file has changed since this was written
 */
const copy =
  (pattern: RegExp, times = 1) =>
  (text: string, name: string, file: string): string => {
    let found = 0;
    const result = text.replace(pattern, (match) => {
      found += 1;
      return match + renamed(match, name);
    });
    if (found !== times) {
      throw new Error(
        `${file}: ${pattern} was found ${found} times, not ${times}: teach scripts/scaffold/edits.ts its new form.`,
      );
    }
    return result;
  };

const edit = (file: string, ...steps: ((text: string, name: string, file: string) => string)[]): Edit => ({
  file,
  apply: (text, name) => steps.reduce((done, step) => step(done, name, file), text),
});

export const edits: readonly Edit[] = [
  edit(
    'docker-compose.yml',
    copy(/^x-users-environment:.*\n(?: {2}.*\n)+\n/m),
    copy(/^ {2}users:\n(?: {4}.*\n)+\n/m),
    copy(/^ {2}migrate-users:\n(?: {4}.*\n)+\n/m),
    copy(/^ +users: \{ condition: service_healthy \}\n/gm, 2),
    copy(/^ +USERS_DATABASE_URL: .*\n/m),
  ),
  edit(
    'docker-stack.yml',
    copy(/^x-users-secrets:.*\n(?: {2}.*\n)+\n/m),
    copy(/^ {2}users:\n(?: {4}.*\n)+\n/m),
    copy(/^ {2}migrate-users:\n(?: {4}.*\n)+\n/m),
    copy(/^ +USERS_DATABASE_URL_FILE: .*\n/m),
    copy(/(?<=\[postgres_password,.*)users_database_url, /m),
    copy(/^ +- http:\/\/users\.internal:8000\/health\/ready\n/m),
    copy(/^ {2}users_database_url:\n(?: {4}.*\n)+/m),
  ),
  edit('docker/prometheus/prometheus.yml', copy(/users, /)),
  edit('.gitlab-ci.yml', copy(/^image users: .*\n/m), copy(/(?<=SERVICE: \[.*)users, /)),
  edit('.env', copy(/^USERS_DATABASE_PASSWORD=.*\n/m)),
  edit('libs/local/src/environment.ts', copy(/^ +USERS_DATABASE_PASSWORD: .*\n/m)),
  edit('libs/contracts/src/events/dead-letters.ts', copy(/^ +users: eventsOf.*\n/m)),
  edit('test/scripts/schema-diagrams.service.test.ts', copy(/'users', /)),
];

interface LockFile {
  packages: Record<string, Record<string, unknown>>;
}

/**
 * The lock file with one more workspace. It needs nothing that the others do not have, so no version has to be chosen.
 *
 * @param manifest the new service's package.json
 */
export function lockWith(lock: LockFile, name: string, manifest: Record<string, unknown>): LockFile {
  const { version, license, dependencies, devDependencies } = manifest;
  const packages = {
    ...lock.packages,
    [`services/${name}`]: { name: `@oms/${name}`, version, license, dependencies, devDependencies },
    [`node_modules/@oms/${name}`]: { resolved: `services/${name}`, link: true },
  };
  const sorted = Object.entries(packages).sort(([one], [other]) => (one < other ? -1 : 1));
  return { ...lock, packages: Object.fromEntries(sorted) };
}
