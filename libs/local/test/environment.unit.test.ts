import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@oms/testing';
import { expect } from 'chai';
import {
  memorySettings,
  portSetting,
  readEnvironment,
  serviceNames,
  settingsFor,
  withMemorySettings,
} from '../src/index.ts';

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

  it('keeps processes to as little memory as the images do', () => {
    for (const service of serviceNames(repositoryRoot)) {
      const image = readFileSync(join(repositoryRoot, 'services', service, 'Dockerfile'), 'utf8');
      const set = Object.keys(memorySettings).map((name) => [
        name,
        new RegExp(`^    ${name}=(?:"([^"]*)"|(\\S+))`, 'm').exec(image)?.slice(1).join(''),
      ]);
      expect(Object.fromEntries(set), service).to.deep.equal(memorySettings);
    }
  });

  it('leaves the last word on Node to the options that it is given', () => {
    expect(withMemorySettings({ NODE_OPTIONS: '--max-semi-space-size=16' }).NODE_OPTIONS).to.equal(
      `${memorySettings.NODE_OPTIONS} --max-semi-space-size=16`,
    );
    expect(withMemorySettings({})).to.deep.equal(memorySettings);
  });
});
