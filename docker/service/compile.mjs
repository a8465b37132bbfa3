// Has Node read every source of the libs and of OMS_SERVICE, so that what it makes of each (types stripped, code compiled) stands in
// NODE_COMPILE_CACHE:
//   node docker/service/compile.mjs
// None of them is run: all that a module imports is read before any of it is run, and what is run first here throws.
import { globSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const moduleOf = (text) => `data:text/javascript,${encodeURIComponent(text)}`;
const thrown = 'nothing is run';
const first = moduleOf(`throw ${JSON.stringify(thrown)};`);

for (const path of globSync([
  'docker/service/*.ts',
  'libs/*/src/**/*.ts',
  `services/${process.env.OMS_SERVICE}/src/**/*.ts`,
])) {
  const imports = [first, pathToFileURL(path).href].map((url) => `import ${JSON.stringify(url)};`);
  await import(moduleOf(imports.join(''))).catch((error) => {
    // What an image is without is needed by tools of a checkout alone.
    if (error !== thrown && error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  });
}
