import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@oms/testing';
import { expect } from 'chai';
import { freePort, readEnvironment, removeState, type System, startSystem } from '../src/index.ts';

describe('a start with a setting that is wrong', () => {
  it('says so before it starts anything', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oms-system-'));
    const settings = { PATH: process.env.PATH, UPSTREAM_URL: 'staging.example.com' };
    const failure = await startSystem({
      root: repositoryRoot,
      stateDirectory: folder,
      settings: readEnvironment(join(repositoryRoot, '.env'), settings),
      services: ['orders'],
      log: () => undefined,
    }).then(
      () => 'started',
      (error: Error) => error.message,
    );
    expect([failure, readdirSync(folder)]).to.deep.equal([
      'UPSTREAM_URL is "staging.example.com"; it must be a URL such as https://staging.example.com.',
      [],
    ]);
    removeState(folder);
  });
});

describe('one service with what it needs', function () {
  this.timeout(90_000);
  let folder: string;
  let system: System;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oms-system-'));
    const ports = { GATEWAY_PORT: `${await freePort()}`, MAIL_PORT: `${await freePort()}`, LOG_LEVEL: 'error' };
    system = await startSystem({
      root: repositoryRoot,
      stateDirectory: folder,
      settings: readEnvironment(join(repositoryRoot, '.env'), { PATH: process.env.PATH, ...ports }),
      services: ['orders'],
      log: () => undefined,
    });
    await system.ready;
  });
  after(async () => {
    await system?.stop();
    removeState(folder);
  });

  it('is reached through the gateway, with its seeded data', async () => {
    const response = await fetch(`${system.gatewayUrl}/api/v1/products?limit=100`);
    expect(response.status).to.equal(200);
    expect(((await response.json()) as { data: unknown[] }).data).to.have.length(50);
  });

  it('leaves what belongs to the other services to a problem', async () => {
    const response = await fetch(`${system.gatewayUrl}/api/v1/users/me`);
    expect(response.status).to.equal(503);
    expect(response.headers.get('content-type')).to.contain('application/problem+json');
  });

  it('leaves no process behind', async () => {
    await system.stop();
    expect(readdirSync(join(folder, 'run'))).to.deep.equal([]);
    const refused = await fetch(`${system.gatewayUrl}/health/live`).catch((error: Error) => error.message);
    expect(refused).to.contain('fetch failed');
  });
});
