import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { readFailpoints } from '../src/failpoint.ts';

const source = new URL('../src/failpoint.ts', import.meta.url).href;

describe('failpoints', () => {
  it('kill the process without a word at the pass that is named', () => {
    const script = `const { failpoint } = await import('${source}');
      for (let pass = 1; pass <= 3; pass += 1) { console.log(pass); failpoint('relay.published'); failpoint('mail.accepted'); }`;
    const env = { ...process.env, NODE_ENV: 'test', OMS_FAILPOINTS: 'relay.published:2' };
    const { signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { env });
    expect({ signal, stdout: `${stdout}` }).to.deep.equal({ signal: 'SIGKILL', stdout: '1\n2\n' });
  });

  it('are named one by one, the first pass unless told otherwise', () => {
    expect([...readFailpoints({ OMS_FAILPOINTS: 'relay.published:3, mail.accepted' })]).to.deep.equal([
      ['relay.published', 3],
      ['mail.accepted', 1],
    ]);
    expect(readFailpoints({}).size).to.equal(0);
    expect(readFailpoints({ OMS_FAILPOINTS: '' }).size).to.equal(0);
  });

  it('are refused in production, and where nobody knows them', () => {
    expect(() => readFailpoints({ NODE_ENV: 'production', OMS_FAILPOINTS: 'mail.accepted' })).to.throw(/production/);
    for (const wrong of ['relay.publisht', 'mail.accepted:0', 'mail.accepted:x', 'mail.accepted,']) {
      expect(() => readFailpoints({ OMS_FAILPOINTS: wrong }), wrong).to.throw(/OMS_FAILPOINTS/);
    }
  });
});
