import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { serviceNames } from '@oms/local';
import { repositoryRoot } from '@oms/testing';
import { expect } from 'chai';

/** What is loaded where it is first needed, or in a thread of its own: megabytes that most processes never use. */
const late = ['@aws-sdk/client-sesv2', 'stripe', '@simplewebauthn/server', 'pdfkit', '@opentelemetry/sdk-trace'];

const moduleOf = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;

/** Tells which packages were loaded, and by what. */
const telling = moduleOf(`
  import { registerHooks } from 'node:module';
  const loaded = {};
  registerHooks({
    resolve(specifier, context, next) {
      loaded[specifier] ??= context.parentURL;
      return next(specifier, context);
    },
  });
  process.on('exit', () => console.log(JSON.stringify(loaded)));`);

describe('what a service loads when it starts', function () {
  this.timeout(60_000);

  it('is compared with packages that there are', () => {
    const { resolve } = createRequire(join(repositoryRoot, 'package.json'));
    for (const name of late) expect(resolve(name)).to.include('node_modules');
  });

  for (const service of serviceNames(repositoryRoot)) {
    it(`leaves out of ${service} what most never need`, async () => {
      const url = pathToFileURL(join(repositoryRoot, 'services', service, 'src', 'service.ts')).href;
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--import', telling, '--input-type=module', '--eval', `await import(${JSON.stringify(url)}); process.exit();`],
        { cwd: repositoryRoot },
      );
      const loaded = JSON.parse(stdout) as Record<string, string | undefined>;
      expect(loaded).to.include.keys('express');
      expect(
        late.filter((name) => loaded[name] !== undefined).map((name) => `${name} by ${loaded[name]}`),
      ).to.deep.equal([]);
    });
  }
});
