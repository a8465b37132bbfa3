import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect } from 'chai';

const file = join(import.meta.dirname, '..', 'static', 'openapi.json');

describe('The merged document', function () {
  this.timeout(60_000);

  it('passes a strict linter, with valid examples and a description of every operation, without a warning', async () => {
    const config = await createConfig({
      extends: ['recommended-strict'],
      rules: {
        'component-name-unique': 'error',
        'info-contact': 'error',
        'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: false },
        'no-invalid-parameter-examples': { severity: 'error', allowAdditionalProperties: false },
        'no-invalid-schema-examples': { severity: 'error', allowAdditionalProperties: false },
        'no-required-schema-properties-undefined': 'error',
        'operation-description': 'error',
        'operation-singular-tag': 'error',
        'operation-tag-defined': 'error',
      },
    });
    const found = await lintFromString({ source: readFileSync(file, 'utf8'), absoluteRef: file, config });
    const told = found.map(({ ruleId, message, location }) => `${location[0]?.pointer} ${ruleId}: ${message}`);
    expect(told, told.join('\n')).to.deep.equal([]);
  });
});
