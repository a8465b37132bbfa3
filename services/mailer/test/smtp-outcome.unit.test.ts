import { expect } from 'chai';
import { classifyFailure } from '../src/transports/smtp-outcome.ts';

const reply = (code: string, responseCode: number) => ({
  message: 'refused',
  code,
  responseCode,
  response: `${responseCode} words`,
});

describe('what a failure to send by SMTP means', () => {
  it('is a refusal for good when a 5yz reply names the mail or its address', () => {
    expect(classifyFailure(reply('EENVELOPE', 550), false).kind).to.equal('rejected');
    expect(classifyFailure(reply('EMESSAGE', 554), true).kind).to.equal('rejected');
  });

  it('is put off by a 4yz reply, even after the content', () => {
    expect(classifyFailure(reply('EENVELOPE', 451), false)).to.include({ kind: 'deferred', unreachable: false });
    expect(classifyFailure(reply('EMESSAGE', 451), true)).to.include({ kind: 'deferred', unreachable: false });
  });

  it('never blames a mail for our credentials or for the server going away', () => {
    for (const failure of [
      reply('EAUTH', 535),
      reply('EENVELOPE', 530),
      reply('ECONNECTION', 421),
      reply('ECONNECTION', 554),
    ]) {
      expect(classifyFailure(failure, false), String(failure.responseCode)).to.include({
        kind: 'deferred',
        unreachable: true,
      });
    }
  });

  it('is in doubt when the connection was lost once content had left, and only then', () => {
    const lost = { message: 'Connection closed unexpectedly', code: 'ECONNECTION' };
    expect(classifyFailure(lost, true).kind).to.equal('unknown');
    expect(classifyFailure(lost, false)).to.include({ kind: 'deferred', unreachable: true });
    expect(classifyFailure({ message: 'Timeout', code: 'ETIMEDOUT' }, true).kind).to.equal('unknown');
  });

  it('is a refusal when the mail cannot be sent in this form at all', () => {
    expect(classifyFailure({ message: 'too large', code: 'EMESSAGE' }, false).kind).to.equal('rejected');
  });
});
