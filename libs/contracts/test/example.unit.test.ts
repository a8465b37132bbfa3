import { expect } from 'chai';
import { exampleOf } from '../src/example.ts';

const document = {
  openapi: '3.1.0',
  components: { schemas: { Money: { type: 'object', examples: [{ amount: 1999, currency: 'EUR' }] } } },
};
const exampleWith = (properties: object): unknown => exampleOf({ type: 'object', properties }, document);

describe('An example that is made up', () => {
  it('has what the schema of a part carries, and what is familiar under its name elsewhere', () => {
    const made = exampleWith({
      price: { $ref: '#/components/schemas/Money' },
      email: { type: 'string' },
      phone: { type: 'string', examples: ['+442071234567'] },
      number: { type: ['string', 'null'] },
      roles: { type: 'array', items: { type: 'string' } },
      placedAt: { type: 'string', format: 'date-time' },
    });
    expect(made).to.deep.equal({
      price: { amount: 1999, currency: 'EUR' },
      email: 'ada@example.com',
      phone: '+442071234567',
      number: 'A-100042',
      roles: ['staff'],
      placedAt: '2026-03-14T09:26:53.589Z',
    });
  });

  it('has nothing familiar that the schema does not allow', () => {
    const made = exampleWith({
      number: { type: 'integer' },
      carrier: { enum: ['UPS'] },
      currency: { type: 'string', pattern: '^[a-z]{3}$', examples: ['eur'] },
      quantity: { type: 'integer', maximum: 1, default: 1 },
      canceledAt: { type: 'string', format: 'date-time' },
    });
    expect(made).to.deep.equal({
      number: 0,
      carrier: 'UPS',
      currency: 'eur',
      quantity: 1,
      canceledAt: '2026-03-14T09:26:53.589Z',
    });
  });

  it('calls things otherwise than people', () => {
    const named = (...others: string[]) =>
      exampleWith(Object.fromEntries([...others, 'name'].map((name) => [name, { type: 'string' }])));
    expect(named()).to.deep.equal({ name: 'Ada Lovelace' });
    expect(named('sku')).to.deep.equal({ sku: 'MUG-BLUE', name: 'Mug, blue' });
  });
});
