import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { portSetting, readEnvironment, settingsFor } from '../src/index.ts';

describe('the environment of a local run', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oms-environment-'));
    file = join(folder, '.env');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('takes what the process is given over what .env says', () => {
    writeFileSync(file, '# a comment\nGATEWAY_PORT=8080\nLOG_LEVEL=info\n');
    const settings = readEnvironment(file, { GATEWAY_PORT: '9090' });
    expect(settings).to.deep.equal({ GATEWAY_PORT: '9090', LOG_LEVEL: 'info' });
  });

  it('counts an empty value as none', () => {
    writeFileSync(file, 'PUBLIC_URL=\nUPSTREAM_URL=https://staging.example\n');
    expect(readEnvironment(file, { UPSTREAM_URL: '' })).to.deep.equal({});
  });

  it('gives a service no secret of another', () => {
    const settings = { MAIL_SEALING_KEY: 's', KEY_ENCRYPTION_KEY: 'k', POSTGRES_PASSWORD: 'p', LOG_LEVEL: 'info' };
    expect(settingsFor('orders', settings)).to.deep.equal({ LOG_LEVEL: 'info' });
    expect(settingsFor('mailer', settings)).to.deep.equal({ MAIL_SEALING_KEY: 's', LOG_LEVEL: 'info' });
  });

  it('says which setting is no port', () => {
    expect(() => portSetting({ MAIL_PORT: '80x' }, 'MAIL_PORT')).to.throw('MAIL_PORT is "80x"');
  });
});
