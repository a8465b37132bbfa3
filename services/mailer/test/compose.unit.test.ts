import { expect } from 'chai';
import { simpleParser } from 'mailparser';
import { compose, HeaderInjectionError, type MailToCompose } from '../src/transports/compose.ts';

const mail: MailToCompose = {
  from: { name: 'OMS', address: 'no-reply@oms.example' },
  to: { name: 'Jürgen "J" Müller', address: 'juergen@example.com' },
  subject: 'Ihre Bestellung A-1 über 5 €',
  html: '<p>Grüße</p>',
  text: 'Grüße',
  messageId: '0193@oms.example',
  date: new Date('2026-11-21T12:00:00Z'),
  language: 'de',
};

async function refusal(changed: Partial<MailToCompose>): Promise<unknown> {
  return compose({ ...mail, ...changed }).catch((error: unknown) => error);
}

describe('putting a mail together', () => {
  it('keeps names, subject and both parts as they are', async () => {
    const parsed = await simpleParser(await compose(mail));
    expect(parsed.subject).to.equal(mail.subject);
    expect(parsed.to).to.have.nested.property('value[0].name', 'Jürgen "J" Müller');
    expect(parsed.text?.trim()).to.equal('Grüße');
    expect(parsed.html).to.contain('<p>Grüße</p>');
    expect(parsed.messageId).to.equal('<0193@oms.example>');
    expect(parsed.headers.get('auto-submitted')).to.equal('auto-generated');
  });

  it('keeps names and texts in any script', async () => {
    const content = await compose({
      ...mail,
      to: { name: '山田 花子 😀', address: 'h@example.com' },
      subject: 'Ваш заказ',
      text: '注文'.repeat(99),
    });
    expect(content.toString(), 'in the encoding that was told').to.not.include('base64');
    const parsed = await simpleParser(content);
    expect(parsed.subject).to.equal('Ваш заказ');
    expect(parsed.to).to.have.nested.property('value[0].name', '山田 花子 😀');
    expect(parsed.text?.trim()).to.equal('注文'.repeat(99));
  });

  it('refuses a name, an address or a subject that could begin another header', async () => {
    const injected = 'Ada\r\nBcc: everybody@example.com';
    for (const changed of [
      { to: { name: injected, address: 'ada@example.com' } },
      { to: { name: 'Ada', address: 'ada@example.com\nBcc: x@example.com' } },
      { subject: injected },
      { messageId: `1@x>\r\nX-Evil: 1` },
    ]) {
      expect(await refusal(changed)).to.be.instanceOf(HeaderInjectionError);
    }
  });

  it('refuses an address that is more than one', async () => {
    for (const address of ['a@example.com, b@example.com', 'Ada <a@example.com>', 'a@b@example.com', 'nobody']) {
      expect(await refusal({ to: { name: '', address } }), address).to.be.instanceOf(HeaderInjectionError);
    }
  });
});
