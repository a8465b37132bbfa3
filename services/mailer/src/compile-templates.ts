import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compileTemplates } from './templates/compile.ts';

for (const { file, content } of await compileTemplates()) {
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, content);
  console.log(fileURLToPath(file));
}
