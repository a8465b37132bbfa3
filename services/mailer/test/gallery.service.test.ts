import { expect } from 'chai';
import { templates } from '../src/templates/index.ts';
import { type RunningMailer, startMailer } from './mailer.ts';

const path = '/api/v1/mail/templates/gallery';

describe('the gallery of mails', () => {
  let mailer: RunningMailer;
  before(async () => {
    mailer = await startMailer('smtp://127.0.0.1:9');
  });
  after(() => mailer?.stop());

  const open = (file = '') => fetch(`${mailer.baseUrl}${path}${file}`);
  const policyOf = (response: Response) => response.headers.get('content-security-policy') ?? '';

  it('is a page that tells nothing by itself, with nothing inline and nothing of others', async () => {
    const response = await open();
    expect([response.status, response.headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8']);
    expect(policyOf(response))
      .to.contain("default-src 'none'")
      .and.contain("frame-ancestors 'none'")
      .and.not.contain('unsafe');
    const html = await response.text();
    expect(html).to.not.match(/<style|style=|<script(?! type="module" src="\/)|https?:/);
    for (const { name } of templates) expect(html).to.not.contain(name);
    const loaded = [...html.matchAll(/(?:href|src)="([^"]+\/gallery\.\w+)"/g)].map(([, file = '']) => file);
    for (const file of [...loaded, `${path}/session.js`]) {
      const answer = await fetch(`${mailer.baseUrl}${file}`);
      expect(answer.status, file).to.equal(200);
      expect(answer.headers.get('content-type')).to.match(/^text\/(?:css|javascript); charset=utf-8$/);
    }
  });

  it('shows mails in frames that run no script and load nothing, which nobody else may frame', async () => {
    const response = await open('/frame');
    expect(policyOf(response))
      .to.contain("default-src 'none'; style-src 'unsafe-inline'")
      .and.contain("frame-ancestors 'self'")
      .and.not.match(/script-src|img-src|connect-src/);
    expect(response.headers.get('x-frame-options')).to.equal('SAMEORIGIN');
  });

  it('shows what it does to those alone who may read templates', async () => {
    for (const [as, status] of [
      ['nobody', 401],
      ['customer', 403],
      ['staff', 200],
    ] as const) {
      expect((await mailer.request('GET', '/api/v1/mail/templates', { as })).status, as).to.equal(status);
    }
  });
});
