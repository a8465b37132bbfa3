import type dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import { expect } from 'chai';
import { type Config, receiverRulesOf } from '../src/config.ts';
import { isPublicAddress, PrivateAddressError, publicLookup } from '../src/webhooks/address-guard.ts';
import { refusalOf } from '../src/webhooks/receiver-url.ts';

const strict = { allowHttp: false, allowPrivateAddresses: false };

describe('addresses that webhooks may be sent to', () => {
  it('are those of the public internet', () => {
    for (const address of ['8.8.8.8', '93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c', '2a00:1450:4001::1']) {
      expect(isPublicAddress(address), address).to.equal(true);
    }
  });

  it('are none that lead into a private network, this machine or a cloud’s metadata, in no family', () => {
    const refused = [
      ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.8.8.8', '169.254.169.254'],
      ...['168.63.129.16', '172.16.0.1', '172.31.255.255', '192.0.0.192', '192.0.2.1', '192.168.1.1', '198.18.0.1'],
      ...['224.0.0.1', '240.0.0.1', '255.255.255.255'],
      ...['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '64:ff9b::808:808'],
      ...['64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', '5f00::1', 'fc00::1'],
      ...['fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '4000::1', 'not an address', ''],
    ];
    for (const address of refused) expect(isPublicAddress(address), address).to.equal(false);
  });
});

describe('the look-up of a receiver', () => {
  const answers = (...addresses: string[]): typeof dns.lookup =>
    ((_hostname: string, _options: unknown, callback: (error: null, found: dns.LookupAddress[]) => void) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )) as unknown as typeof dns.lookup;
  const look = (lookup: LookupFunction, all: boolean): Promise<unknown> =>
    new Promise((resolve, reject) =>
      lookup('shop.example', { all }, (error, address) => (error ? reject(error) : resolve(address))),
    );

  it('gives the very addresses that it has checked', async () => {
    const lookup = publicLookup(answers('8.8.8.8', '2a00:1450:4001::1'));
    expect(await look(lookup, false)).to.equal('8.8.8.8');
    expect(await look(lookup, true)).to.deep.equal([
      { address: '8.8.8.8', family: 4 },
      { address: '2a00:1450:4001::1', family: 6 },
    ]);
  });

  it('fails where any of them is private', async () => {
    for (const all of [true, false]) {
      const failure = await look(publicLookup(answers('8.8.8.8', '::1')), all).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(PrivateAddressError);
    }
  });

  it('fails where there is none', async () => {
    const failure = await look(publicLookup(answers()), true).catch((error: Error) => error.message);
    expect(failure).to.equal('shop.example has no address');
  });
});

describe('the URL of a receiver', () => {
  it('is taken with https, on the usual port or a high one', () => {
    for (const url of [
      'https://shop.example/hooks?a=b',
      'https://shop.example:8443',
      'https://8.8.8.8/',
      'https://a:80',
    ]) {
      expect(refusalOf(url, strict), url).to.equal(undefined);
    }
  });

  it('is refused in any notation of an address that is not public', () => {
    const hosts = [
      ...['127.0.0.1', '127.1', '0x7f.1', '2130706433', '017700000001', '0', '127。0。0。1', '%31%32%37.0.0.1'],
      ...['169.254.169.254', '0xa9fea9fe', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:0:0:1]'],
      ...['[fd00:ec2::254]', '[64:ff9b::a9fe:a9fe]', '[2002:7f00:1::]', '10.0.0.1.'],
    ];
    for (const host of hosts) {
      expect(refusalOf(`https://${host}/`, strict), host).to.contain('public internet');
      expect(refusalOf(`https://${host}/`, { ...strict, allowPrivateAddresses: true }), host).to.equal(undefined);
    }
  });

  it('is refused without encryption, unless that is allowed', () => {
    expect(refusalOf('http://shop.example/', strict)).to.contain('https://');
    expect(refusalOf('http://shop.example/', { ...strict, allowHttp: true })).to.equal(undefined);
  });

  it('is refused when it is no web address, holds a password or a fragment, or has a port of another service', () => {
    for (const url of ['shop.example', 'ftp://shop.example', 'file:///etc/passwd', 'https://', 'https://300.1.1.1/']) {
      expect(refusalOf(url, strict), url).to.contain('must be a URL');
    }
    for (const url of ['https://ada@shop.example', 'https://:secret@shop.example']) {
      expect(refusalOf(url, strict), url).to.contain('user name');
    }
    expect(refusalOf('https://shop.example/#here', strict)).to.contain('fragment');
    for (const port of [22, 25, 0, 1023]) expect(refusalOf(`https://a.example:${port}`, strict)).to.contain('port');
  });
});

describe('what an installation allows of receivers', () => {
  const config = (environment: string, webhookAllowHttp: boolean) =>
    ({ environment, webhookAllowHttp, webhookAllowPrivateAddresses: true }) as Config;

  it('is never to send unencrypted in production', () => {
    expect(() => receiverRulesOf(config('production', true))).to.throw('WEBHOOK_ALLOW_HTTP');
    const rules = { allowHttp: false, allowPrivateAddresses: true };
    expect(receiverRulesOf(config('production', false))).to.deep.equal(rules);
    expect(receiverRulesOf(config('development', true))).to.deep.equal({ ...rules, allowHttp: true });
  });
});
