import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, env, readSettings } from '@oms/config';
import { expect } from 'chai';

const problemsOf = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('reading settings', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-config-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('parses each kind of value', () => {
    const values = readSettings(
      { PORT: '8000', LIST: ' a, b ,', ON: 'yes', TIME: '10m', MODE: 'json', URL: 'http://x/' },
      {
        port: env.port('PORT'),
        list: env.list('LIST'),
        on: env.boolean('ON'),
        time: env.duration('TIME'),
        mode: env.oneOf('MODE', ['json', 'pretty']),
        url: env.url('URL', { protocols: ['http'] }),
        missing: env.optional(env.string('MISSING')),
        fallback: env.integer('FALLBACK', { default: 5 }),
      },
    );
    expect(values).to.deep.equal({
      port: 8000,
      list: ['a', 'b'],
      on: true,
      time: 600,
      mode: 'json',
      url: 'http://x/',
      fallback: 5,
    });
  });

  it('names every problem at once', () => {
    const problems = problemsOf(() =>
      readSettings(
        { PORT: 'eighty', MODE: 'xml' },
        {
          port: env.port('PORT'),
          mode: env.oneOf('MODE', ['json']),
          url: env.url('URL', { description: 'where it is' }),
        },
      ),
    );
    expect(problems).to.deep.equal([
      'PORT must be a whole number (it is "eighty")',
      'MODE must be one of json (it is "xml")',
      'URL is not set (where it is)',
    ]);
  });

  it('reads a value from the file that NAME_FILE names, without its final line break', () => {
    const path = join(folder, 'secret');
    writeFileSync(path, 's3cret\n');
    expect(readSettings({ PASS_FILE: path }, { pass: env.string('PASS', { secret: true }) }).pass).to.equal('s3cret');
  });

  it('takes an empty file for no value', () => {
    const path = join(folder, 'empty');
    writeFileSync(path, '\n');
    expect(
      readSettings({ PASS_FILE: path }, { pass: env.optional(env.string('PASS', { secret: true })) }),
    ).to.deep.equal({});
    expect(problemsOf(() => readSettings({ PASS_FILE: path }, { pass: env.string('PASS') }))[0]).to.equal(
      'PASS is not set',
    );
  });

  it('refuses a value given both ways, and a file that cannot be read', () => {
    const shape = { pass: env.string('PASS') };
    expect(problemsOf(() => readSettings({ PASS: 'x', PASS_FILE: '/y' }, shape))).to.have.length(1);
    expect(problemsOf(() => readSettings({ PASS_FILE: join(folder, 'nowhere') }, shape))[0]).to.match(
      /PASS_FILE cannot be read/,
    );
  });

  it('refuses development secrets in production, in clear and inside base64url, and only there', () => {
    const encoded = Buffer.from('dev-only-0123456789-0123456789-0').toString('base64url');
    const source = { PASS: 'postgres://u:dev-only-x@h/db', KEY: encoded };
    const shape = { pass: env.string('PASS', { secret: true }), key: env.key256('KEY') };
    expect(problemsOf(() => readSettings(source, shape))).to.deep.equal([]);
    expect(problemsOf(() => readSettings({ ...source, NODE_ENV: 'production' }, shape))).to.have.length(2);
  });

  it('never shows the value of a secret', () => {
    const problems = problemsOf(() => readSettings({ KEY: 'hunter2' }, { key: env.key256('KEY') }));
    expect(problems).to.have.length(1);
    expect(problems[0]).not.to.include('hunter2');
  });
});
