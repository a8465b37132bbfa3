import { expect } from 'chai';
import { discount as discountSchema } from '../src/discounts/discount.ts';
import { type Orders, startOrders } from './orders-harness.ts';

describe('discounts', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
  });
  after(() => orders?.stop());

  const eur = (amount: number) => ({ amount, currency: 'EUR' });
  const staff = () => orders.as(orders.staff);
  const percentage = (more: Record<string, unknown> = {}) => ({
    code: `P${Math.random().toString(36).slice(2, 10)}`,
    name: 'A tenth off',
    kind: 'percentage',
    ratePpm: 100_000,
    ...more,
  });

  it('are made with what is given, their code in upper case, and read back', async () => {
    const given = percentage({
      code: 'spring-10',
      minimumSubtotals: [eur(5_000)],
      skus: ['MUG-1'],
      startsAt: '2026-03-01T00:00:00+01:00',
      endsAt: '2126-06-01T00:00:00Z',
      maxUses: 100,
      maxUsesPerCustomer: 1,
      combinable: true,
    });
    const created = await staff().post('/discounts', given);
    expect(created.status).to.equal(201);
    expect(created.headers.get('location')).to.equal(`/api/v1/discounts/${created.body.id}`);
    expect(created.body).to.deep.include({
      ...given,
      code: 'SPRING-10',
      startsAt: '2026-02-28T23:00:00.000Z',
      endsAt: '2126-06-01T00:00:00.000Z',
      amounts: [],
      active: true,
      used: 0,
      version: 1,
    });
    const read = await staff().get(`/discounts/${created.body.id}`);
    expect(read.headers.get('etag')).to.equal('"1-0"');
    expect(discountSchema.parse(read.body)).to.deep.equal(created.body);
  });

  it('are of three kinds, each with its own terms', async () => {
    const fixed = await staff().post('/discounts', { code: 'FIVE', name: 'x', kind: 'fixed', amounts: [eur(500)] });
    expect(fixed.body).to.deep.include({ kind: 'fixed', ratePpm: null, amounts: [eur(500)], skus: null });
    const free = await staff().post('/discounts', { code: 'FREE', name: 'x', kind: 'free_shipping' });
    expect(free.body).to.deep.include({ kind: 'free_shipping', ratePpm: null, amounts: [], combinable: false });
    const refusal = async (body: Record<string, unknown>) => {
      const answer = await staff().post('/discounts', { code: 'X', name: 'x', ...body });
      return [answer.status, answer.body.errors?.[0]?.pointer, answer.body.errors?.[0]?.code];
    };
    expect(await refusal({ kind: 'fixed', amounts: [] })).to.deep.equal([422, '/amounts', 'too_small']);
    expect(await refusal({ kind: 'percentage', ratePpm: 1_000_001 })).to.deep.equal([422, '/ratePpm', 'too_big']);
    expect(await refusal({ kind: 'free_shipping', ratePpm: 1 })).to.deep.equal([422, '/ratePpm', 'unknown_field']);
    expect((await refusal({ kind: 'gift' }))[1]).to.equal('/kind');
    const over = { startsAt: '2026-03-01T00:00:00Z', endsAt: '2026-03-01T00:00:00Z' };
    expect(await refusal({ kind: 'free_shipping', ...over })).to.deep.equal([422, '/endsAt', 'ends_before_start']);
  });

  it('are for products:write alone', async () => {
    const { body } = await staff().post('/discounts', percentage());
    const path = `/discounts/${body.id}`;
    for (const [person, status] of [
      [undefined, 401],
      [orders.newPerson(), 403],
    ] as const) {
      const caller = orders.as(person);
      const answers = [
        await caller.get('/discounts'),
        await caller.get(path),
        await caller.post('/discounts', percentage()),
        await caller.patch(path, {}, '"1"'),
        await caller.delete(path, '"1"'),
      ];
      expect(answers.map((answer) => answer.status)).to.deep.equal(answers.map(() => status));
    }
  });

  it('are changed under the version that was read, and keep what is not given', async () => {
    const created = (await staff().post('/discounts', percentage({ skus: ['A'], maxUses: 5 }))).body;
    const path = `/discounts/${created.id}`;
    expect((await staff().patch(path, { name: 'New' }, null)).status).to.equal(428);
    expect((await staff().patch(path, { name: 'New' }, '"2"')).status).to.equal(412);
    const answer = await staff().patch(path, { name: 'New', skus: null }, '"1"');
    expect(answer.body).to.deep.equal({ ...created, name: 'New', skus: null, version: 2 });
    expect((await staff().get(path)).body).to.deep.equal(answer.body);
    expect((await staff().patch(path, { name: 'New' }, '"2"')).body).to.deep.equal(answer.body);
    const wrongKind = await staff().patch(path, { amounts: [eur(1)] }, '"2"');
    expect(wrongKind.body.errors[0]).to.include({ pointer: '/amounts', code: 'not_of_this_kind' });
    expect((await staff().patch(path, { kind: 'fixed' }, '"2"')).body.errors[0].code).to.equal('unknown_field');
  });

  it('have codes of their own, whatever their case, until they are archived', async () => {
    const first = (await staff().post('/discounts', percentage({ code: 'TwIn' }))).body;
    const other = (await staff().post('/discounts', percentage())).body;
    const again = await staff().post('/discounts', percentage({ code: 'tWiN' }));
    expect([again.status, again.body.code]).to.deep.equal([409, 'discount_code_taken']);
    const renamed = await staff().patch(`/discounts/${other.id}`, { code: 'twin' }, '"1"');
    expect([renamed.status, renamed.body.code]).to.deep.equal([409, 'discount_code_taken']);
    expect((await staff().delete(`/discounts/${first.id}`, '"2"')).status).to.equal(412);
    expect((await staff().delete(`/discounts/${first.id}`, '"1"')).status).to.equal(204);
    expect((await staff().get(`/discounts/${first.id}`)).status).to.equal(404);
    expect((await staff().post('/discounts', percentage({ code: 'twin' }))).status).to.equal(201);
  });

  it('are listed by code, a page at a time, each once', async () => {
    for (const code of ['PAGE-C', 'PAGE-A', 'PAGE-B']) {
      await staff().post('/discounts', percentage({ code, active: code !== 'PAGE-B' }));
    }
    const list = async (query: string) => {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const { body } = await staff().get(`/discounts?limit=2${query}${cursor && `&cursor=${cursor}`}`);
        seen.push(...body.data.map(({ code }: { code: string }) => code));
        cursor = body.nextCursor;
      }
      return seen.filter((code) => code.startsWith('PAGE-'));
    };
    expect(await list('')).to.deep.equal(['PAGE-A', 'PAGE-B', 'PAGE-C']);
    expect(await list('&active=true')).to.deep.equal(['PAGE-A', 'PAGE-C']);
    expect(await list('&active=false')).to.deep.equal(['PAGE-B']);
    expect(await list('&kind=fixed')).to.deep.equal([]);
  });
});
