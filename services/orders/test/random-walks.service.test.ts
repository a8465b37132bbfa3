import type { Order, OrderReturn, Payment, Shipment } from '@oms/contracts';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Product } from '../src/products/product.ts';
import { verifyOrders } from '../src/verify/verify.ts';
import { type Answer, type Orders, type Person, startOrders } from './orders-harness.ts';

interface Line {
  sku: string;
  quantity: number;
  /** Of a piece, with tax. */
  price: number;
  shipped: number;
  delivered: number;
  returned: number;
}

interface Held {
  id: string;
  held: number;
}

type Pieces = { sku: string; quantity: number }[];

interface Parcel {
  id: string;
  items: Pieces;
  status: Shipment['status'];
}

interface SentBack {
  id: string;
  items: Pieces;
  status: OrderReturn['status'];
}

/** What an order ought to be, kept in the simplest way that could be right. */
interface Model {
  status: Order['status'];
  total: number;
  authorized: number;
  voided: number;
  captured: number;
  refunded: number;
  /** Of that, what was not taken off what the order costs. */
  surplus: number;
  lines: Line[];
  payments: Held[];
  parcels: Parcel[];
  returns: SentBack[];
  /** By sku. */
  stock: Map<string, { onHand: number; reserved: number }>;
}

interface Real {
  orders: Orders;
  order: Order;
  person: Person;
  products: readonly Product[];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

function paymentStatusOf({ captured, refunded, authorized, voided, total }: Model): Order['paymentStatus'] {
  if (captured > 0 && refunded === captured) return 'refunded';
  if (refunded > 0) return 'partially_refunded';
  if (captured >= total && total >= 0 && (captured > 0 || total === 0)) return 'paid';
  if (captured > 0) return 'partially_paid';
  if (authorized > 0) return 'authorized';
  return voided > 0 ? 'voided' : 'pending';
}

function fulfillmentStatusOf({ lines }: Model): Order['fulfillmentStatus'] {
  const ordered = sum(lines.map(({ quantity }) => quantity));
  const shipped = sum(lines.map((line) => line.shipped));
  const delivered = sum(lines.map((line) => line.delivered));
  if (shipped === 0) return 'unfulfilled';
  if (delivered === 0) return shipped === ordered ? 'shipped' : 'partially_shipped';
  return delivered === ordered ? 'delivered' : 'partially_delivered';
}

/** What follows from the sums by itself. */
function follow(model: Model): void {
  if (model.status === 'pending' && model.authorized + model.captured - model.refunded >= model.total)
    model.status = 'confirmed';
  const isDelivered = model.lines.every(({ quantity, delivered }) => delivered === quantity);
  if (model.status === 'confirmed' && model.captured >= model.total && isDelivered) model.status = 'completed';
}

const takesMoney = ({ status }: Model): boolean => status === 'pending' || status === 'confirmed';
const isActive = ({ status }: Model): boolean => ['pending', 'confirmed', 'completed'].includes(status);

const stockOf = (model: Model, sku: string) => model.stock.get(sku) ?? { onHand: 0, reserved: 0 };

function countLine(model: Model, sku: string, count: (line: Line) => void): void {
  const line = model.lines.find((each) => each.sku === sku);
  if (line) count(line);
}

/** One request of somebody, and what ought to come of it. */
abstract class Command implements fc.AsyncCommand<Model, Real> {
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }

  check = (): boolean => true;
  toString = (): string => this.#name;

  /** Whether the model says that it is possible. */
  abstract isPossible(model: Model): boolean;
  abstract send(model: Model, real: Real): Promise<Answer | undefined>;
  abstract happen(model: Model, body: unknown): void;

  async run(model: Model, real: Real): Promise<void> {
    const possible = this.isPossible(model);
    const answer = await this.send(model, real);
    if (!answer) return;
    const { status, body } = answer;
    const told = `${this} on ${JSON.stringify({ ...model, stock: [...model.stock] })} answered ${status} ${JSON.stringify(body)}`;
    expect(status < 300 ? 'done' : status === 409 || status === 422 ? 'refused' : status, told).to.equal(
      possible ? 'done' : 'refused',
    );
    if (possible) {
      this.happen(model, body);
      follow(model);
    }
    await agree(model, real, told);
  }
}

/** The order as the API shows it is what the model says. */
async function agree(model: Model, { orders, order, products }: Real, told: string): Promise<void> {
  const { body } = await orders.as(orders.staff).get(`/orders/${order.id}`);
  const { status, paymentStatus, fulfillmentStatus, totals, lines } = body as Order;
  expect({ status, paymentStatus, fulfillmentStatus }, told).to.deep.equal({
    status: model.status,
    paymentStatus: paymentStatusOf(model),
    fulfillmentStatus: fulfillmentStatusOf(model),
  });
  expect([totals.paid.amount, totals.refunded.amount], told).to.deep.equal([model.captured, model.refunded]);
  const counts = lines.map(({ sku, quantity, shipped, delivered, returned }) => ({
    sku,
    quantity,
    shipped,
    delivered,
    returned,
  }));
  expect(counts, told).to.have.deep.members(model.lines.map(({ price: _price, ...line }) => line));
  for (const product of products) {
    const { onHand, reserved } = await orders.stockOf(product);
    expect({ sku: product.sku, onHand, reserved }, told).to.deep.equal({
      sku: product.sku,
      ...stockOf(model, product.sku),
    });
  }
}

const post = ({ orders, order }: Real, path: string, body?: unknown, as = orders.staff): Promise<Answer> =>
  orders.as(as).post(`/orders/${order.id}${path}`, body);
const euros = (amount: number) => ({ amount, currency: 'EUR' });

const isSettled = ({ status, total, captured }: Model): boolean => status !== 'pending' && captured >= total;

/** What goes back once all was paid is for something, and not due again. */
const owedOf = (model: Model): number =>
  isSettled(model) ? 0 : Math.max(0, model.total - model.captured + model.refunded);
const dueOf = (model: Model): number => Math.max(0, owedOf(model) - model.authorized);

class Pay extends Command {
  readonly #percent: number;
  readonly #capture: boolean;
  constructor(percent: number, capture: boolean) {
    super(`${capture ? 'pay' : 'authorize'} ${percent} % of what is due`);
    this.#percent = percent;
    this.#capture = capture;
  }
  isPossible = (model: Model): boolean => takesMoney(model) && dueOf(model) > 0;
  #amount = (model: Model): number => Math.max(1, Math.floor((dueOf(model) * this.#percent) / 100));
  send = (model: Model, real: Real) =>
    post(real, '/payments', { provider: 'manual', amount: euros(this.#amount(model)), capture: this.#capture });
  happen(model: Model, body: unknown): void {
    const amount = this.#amount(model);
    if (this.#capture) model.captured += amount;
    else {
      model.authorized += amount;
      model.payments.push({ id: (body as Payment).id, held: amount });
    }
  }
}

/** Of the payments that hold money, or held it once. */
class OfPayment extends Command {
  readonly #which: number;
  readonly #action: 'capture' | 'void';
  constructor(action: 'capture' | 'void', which: number) {
    super(`${action} payment ${which}`);
    this.#which = which;
    this.#action = action;
  }
  #payment = ({ payments }: Model): Held | undefined => payments[this.#which % Math.max(1, payments.length)];
  isPossible(model: Model): boolean {
    if (!isActive(model) || (this.#payment(model)?.held ?? 0) === 0) return false;
    return this.#action === 'void' || (takesMoney(model) && owedOf(model) > 0);
  }
  async send(model: Model, real: Real) {
    const payment = this.#payment(model);
    return payment && post(real, `/payments/${payment.id}/${this.#action}`, {});
  }
  happen(model: Model): void {
    const payment = this.#payment(model);
    if (!payment) return;
    // Of a payment that holds more than the order costs since it was edited, the rest is let go.
    const captured = this.#action === 'capture' ? Math.min(payment.held, owedOf(model)) : 0;
    model.authorized -= payment.held;
    model.captured += captured;
    model.voided += payment.held - captured;
    payment.held = 0;
  }
}

class Refund extends Command {
  readonly #percent: number;
  constructor(percent: number) {
    super(`refund ${percent} % of what was paid`);
    this.#percent = percent;
  }
  #amount = ({ captured }: Model): number => Math.max(1, Math.floor((captured * this.#percent) / 100));
  isPossible = (model: Model): boolean => this.#amount(model) <= model.captured - model.refunded;
  send = (model: Model, real: Real) =>
    post(real, '/refunds', { amount: euros(this.#amount(model)), reason: 'as agreed' });
  happen(model: Model): void {
    const amount = this.#amount(model);
    const excess = Math.max(0, model.captured - model.total - model.surplus);
    model.surplus += isSettled(model) ? Math.min(amount, excess) : amount;
    model.refunded += amount;
  }
}

class Cancel extends Command {
  constructor() {
    super('cancel');
  }
  isPossible = (model: Model): boolean =>
    ['pending', 'confirmed'].includes(model.status) && model.lines.every(({ shipped }) => shipped === 0);
  send = (_model: Model, real: Real) => post(real, '/cancel', { reason: 'changed my mind' }, real.person);
  happen(model: Model): void {
    model.status = 'canceled';
    model.voided += model.authorized;
    model.authorized = 0;
    model.refunded = model.captured;
    for (const { sku, quantity } of model.lines) stockOf(model, sku).reserved -= quantity;
  }
}

class Ship extends Command {
  readonly #which: number;
  readonly #quantity: number;
  constructor(which: number, quantity: number) {
    super(`ship ${quantity} of line ${which}`);
    this.#which = which;
    this.#quantity = quantity;
  }
  #line = ({ lines }: Model): Line | undefined => lines[this.#which % lines.length];
  isPossible(model: Model): boolean {
    const line = this.#line(model);
    const isCovered = model.authorized + model.captured >= model.total;
    return model.status === 'confirmed' && isCovered && !!line && this.#quantity <= line.quantity - line.shipped;
  }
  send = (model: Model, real: Real) =>
    post(real, '/shipments', { items: [{ sku: this.#line(model)?.sku, quantity: this.#quantity }] });
  happen(model: Model, body: unknown): void {
    const line = this.#line(model);
    if (!line) return;
    line.shipped += this.#quantity;
    const stock = stockOf(model, line.sku);
    stock.onHand -= this.#quantity;
    stock.reserved -= this.#quantity;
    const { id, status } = body as Shipment;
    model.parcels.push({ id, status, items: [{ sku: line.sku, quantity: this.#quantity }] });
  }
}

class OfParcel extends Command {
  readonly #which: number;
  readonly #action: 'deliver' | 'cancel';
  constructor(action: 'deliver' | 'cancel', which: number) {
    super(`${action} parcel ${which}`);
    this.#which = which;
    this.#action = action;
  }
  #parcel = ({ parcels }: Model): Parcel | undefined => parcels[this.#which % Math.max(1, parcels.length)];
  isPossible(model: Model): boolean {
    const parcel = this.#parcel(model);
    if (parcel?.status !== 'shipped') return false;
    if (this.#action === 'deliver') return true;
    // What came back, or is about to, cannot be on its way.
    const open = model.returns.filter(({ status }) => status === 'requested' || status === 'approved');
    return parcel.items.every(({ sku, quantity }) => {
      const line = model.lines.find((each) => each.sku === sku);
      const returning = sum(
        open.flatMap(({ items }) => items.filter((item) => item.sku === sku).map((item) => item.quantity)),
      );
      return !!line && line.shipped - quantity >= line.returned + returning;
    });
  }
  async send(model: Model, real: Real) {
    const parcel = this.#parcel(model);
    return parcel && post(real, `/shipments/${parcel.id}/${this.#action}`);
  }
  happen(model: Model): void {
    const parcel = this.#parcel(model);
    if (!parcel) return;
    parcel.status = this.#action === 'deliver' ? 'delivered' : 'canceled';
    for (const { sku, quantity } of parcel.items) {
      countLine(model, sku, (line) => {
        if (this.#action === 'deliver') line.delivered += quantity;
        else line.shipped -= quantity;
      });
      if (this.#action === 'deliver') continue;
      const stock = stockOf(model, sku);
      stock.onHand += quantity;
      stock.reserved += quantity;
    }
  }
}

class RequestReturn extends Command {
  readonly #which: number;
  readonly #quantity: number;
  constructor(which: number, quantity: number) {
    super(`send back ${quantity} of line ${which}`);
    this.#which = which;
    this.#quantity = quantity;
  }
  #line = ({ lines }: Model): Line | undefined => lines[this.#which % lines.length];
  isPossible(model: Model): boolean {
    const line = this.#line(model);
    if (!line || !['confirmed', 'completed'].includes(model.status)) return false;
    const open = model.returns.filter(({ status }) => status === 'requested' || status === 'approved');
    const returning = sum(
      open.flatMap(({ items }) => items.filter(({ sku }) => sku === line.sku).map(({ quantity }) => quantity)),
    );
    return this.#quantity <= line.shipped - line.returned - returning;
  }
  send = (model: Model, real: Real) =>
    post(
      real,
      '/returns',
      { items: [{ sku: this.#line(model)?.sku, quantity: this.#quantity }], reason: 'too small' },
      real.person,
    );
  happen(model: Model, body: unknown): void {
    const { id, status } = body as OrderReturn;
    model.returns.push({ id, status, items: [{ sku: this.#line(model)?.sku ?? '', quantity: this.#quantity }] });
  }
}

const returnActions = {
  approve: { from: ['requested'], to: 'approved', body: {} },
  reject: { from: ['requested'], to: 'rejected', body: { answer: 'it was worn' } },
  cancel: { from: ['requested', 'approved'], to: 'canceled', body: undefined },
} as const;

class OfReturn extends Command {
  readonly #which: number;
  readonly #action: keyof typeof returnActions;
  constructor(action: keyof typeof returnActions, which: number) {
    super(`${action} return ${which}`);
    this.#which = which;
    this.#action = action;
  }
  #return = ({ returns }: Model): SentBack | undefined => returns[this.#which % Math.max(1, returns.length)];
  isPossible = (model: Model): boolean =>
    (returnActions[this.#action].from as readonly string[]).includes(this.#return(model)?.status ?? '');
  async send(model: Model, real: Real) {
    const found = this.#return(model);
    return found && post(real, `/returns/${found.id}/${this.#action}`, returnActions[this.#action].body);
  }
  happen(model: Model): void {
    const found = this.#return(model);
    if (found) found.status = returnActions[this.#action].to;
  }
}

class Receive extends Command {
  readonly #which: number;
  readonly #restock: boolean;
  constructor(which: number, restock: boolean) {
    super(`receive return ${which}${restock ? ' into stock' : ''}`);
    this.#which = which;
    this.#restock = restock;
  }
  #return = ({ returns }: Model): SentBack | undefined => returns[this.#which % Math.max(1, returns.length)];
  isPossible = (model: Model): boolean => this.#return(model)?.status === 'approved';
  async send(model: Model, real: Real) {
    const found = this.#return(model);
    return found && post(real, `/returns/${found.id}/receive`, { restock: this.#restock });
  }
  happen(model: Model, body: unknown): void {
    const found = this.#return(model);
    if (!found) return;
    found.status = (body as OrderReturn).status;
    for (const { sku, quantity } of found.items) {
      countLine(model, sku, (line) => {
        line.returned += quantity;
      });
      if (this.#restock) stockOf(model, sku).onHand += quantity;
    }
  }
  override async run(model: Model, real: Real): Promise<void> {
    const possible = this.isPossible(model);
    const answer = await this.send(model, real);
    if (!answer) return;
    expect(answer.status < 300, `${this} answered ${answer.status} ${JSON.stringify(answer.body)}`).to.equal(possible);
    if (!possible) return;
    this.happen(model, answer.body);
    // How much it is, the tests of refunds say; here only that it is no more than there was.
    const { body } = await real.orders.as(real.orders.staff).get(`/orders/${real.order.id}`);
    const refunded = (body as Order).totals.refunded.amount;
    expect(refunded).to.be.within(model.refunded, model.captured);
    if (!isSettled(model)) model.surplus += refunded - model.refunded;
    model.refunded = refunded;
    follow(model);
    await agree(model, real, `${this}`);
  }
}

class Comment extends Command {
  constructor() {
    super('comment');
  }
  isPossible = (): boolean => true;
  send = (_model: Model, real: Real) => post(real, '/comments', { body: 'When does it come?' }, real.person);
  happen(): void {}
}

class Edit extends Command {
  readonly #which: number;
  readonly #quantity: number;
  constructor(which: number, quantity: number) {
    super(`edit line ${which} to ${quantity}`);
    this.#which = which;
    this.#quantity = quantity;
  }
  #line = ({ lines }: Model): Line | undefined => lines[this.#which % lines.length];
  isPossible(model: Model): boolean {
    const line = this.#line(model);
    if (!line || !['pending', 'confirmed'].includes(model.status)) return false;
    // What an edit took off and was paid back is no hindrance, unless what costs so much again would be due to nobody.
    if (model.refunded > (model.status === 'pending' ? 0 : model.surplus)) return false;
    const total = model.total + (this.#quantity - line.quantity) * line.price;
    if (total <= model.captured && total > model.captured - model.surplus) return false;
    if (this.#quantity === line.quantity || this.#quantity < line.shipped) return false;
    const { onHand, reserved } = stockOf(model, line.sku);
    return this.#quantity - line.quantity <= onHand - reserved;
  }
  async send(model: Model, real: Real) {
    const items = [{ sku: this.#line(model)?.sku, quantity: this.#quantity }];
    const proposed = await post(real, '/edits', { items });
    if (proposed.status !== 201) return proposed;
    const confirmed = await post(real, `/edits/${proposed.body.id}/confirm`, { version: proposed.body.baseVersion });
    const { body } = await real.orders.as(real.orders.staff).get(`/orders/${real.order.id}`);
    return { ...confirmed, body: { ...confirmed.body, total: (body as Order).totals.total.amount } };
  }
  happen(model: Model, body: unknown): void {
    const line = this.#line(model);
    if (!line) return;
    stockOf(model, line.sku).reserved += this.#quantity - line.quantity;
    line.quantity = this.#quantity;
    model.total = (body as { total: number }).total;
  }
}

const which = fc.nat(5);
const quantity = fc.integer({ min: 1, max: 3 });
const percent = fc.constantFrom(20, 50, 100);
const pay = fc.tuple(percent, fc.boolean()).map((args) => new Pay(...args));
const ship = fc.tuple(which, quantity).map((args) => new Ship(...args));
const sendBack = fc.tuple(which, quantity).map((args) => new RequestReturn(...args));
const approve = which.map((index) => new OfReturn('approve', index));
const receive = fc.tuple(which, fc.boolean()).map((args) => new Receive(...args));
/** What ends or blocks a walk comes seldom, so that most go far. */
const seldom = fc.oneof(
  { arbitrary: fc.constant(new Comment()), weight: 6 },
  { arbitrary: fc.constant(new Cancel()), weight: 1 },
  { arbitrary: percent.map((share) => new Refund(share)), weight: 3 },
);
const commands = fc.commands(
  [
    fc.constant(new Pay(100, true)),
    pay,
    which.map((index) => new OfPayment('capture', index)),
    which.map((index) => new OfPayment('void', index)),
    ship,
    ship,
    ship,
    which.map((index) => new OfParcel('deliver', index)),
    which.map((index) => new OfParcel('cancel', index)),
    sendBack,
    sendBack,
    approve,
    approve,
    which.map((index) => new OfReturn('reject', index)),
    which.map((index) => new OfReturn('cancel', index)),
    receive,
    receive,
    fc.tuple(which, quantity).map((args) => new Edit(...args)),
    seldom,
  ],
  { maxCommands: 80, size: 'max' },
);

describe('An order on a random walk', () => {
  let orders: Orders;
  before(async () => {
    orders = await startOrders();
    const staff = orders.as(orders.staff);
    await staff.post('/tax-rates', { taxClass: 'standard', country: 'DE', ratePpm: 190_000 });
    await staff.post('/shipping-methods', {
      code: 'parcel',
      name: 'Parcel',
      prices: [euros(490)],
      taxClass: 'standard',
    });
  });
  after(() => orders?.stop());

  it('is at each step what a simple model says, does what the model allows and nothing else, and adds up in the end', async () => {
    const setUp = async () => {
      const person = orders.newPerson();
      const products = await Promise.all([333, 1_999].map((price) => orders.newProduct({ stock: 8, price })));
      const order = await orders.placeOrder(
        person,
        products.map(({ sku }) => ({ sku, quantity: 3 })),
      );
      const model: Model = {
        status: order.status,
        total: order.totals.total.amount,
        authorized: 0,
        voided: 0,
        captured: 0,
        refunded: 0,
        surplus: 0,
        lines: order.lines.map(({ sku, quantity, unitPrice }) => ({
          sku,
          quantity,
          price: unitPrice.amount,
          shipped: 0,
          delivered: 0,
          returned: 0,
        })),
        payments: [],
        parcels: [],
        returns: [],
        stock: new Map(products.map(({ sku }) => [sku, { onHand: 8, reserved: 3 }])),
      };
      return { model, real: { orders, order, person, products } };
    };
    const wanted = process.env.OMS_RANDOM_WALKS;
    await fc.assert(
      fc.asyncProperty(commands, async (walk) => {
        const { model, real } = await setUp();
        await fc.asyncModelRun(() => ({ model, real }), walk);
      }),
      // The same walks each time, so that a failure is of the change at hand; others where more of them are asked for.
      wanted ? { numRuns: Number(wanted) } : { numRuns: 20, seed: 20_261_121, interruptAfterTimeLimit: 40_000 },
    );
    const { checks } = await verifyOrders(orders.db, { keys: orders.context.personKeys });
    expect(checks.filter(({ violations }) => violations > 0)).to.deep.equal([]);
  });
});
